import { workerData } from 'node:worker_threads'
import { register } from 'tsx/esm/api'

// The first module of a worker thread: a thread does not take over the loader of TypeScript that its parent was started with.
register()
await import(workerData.main)
