// A folder imports only from those above it in this list (docs/tour.md walks through it in this order).
const order = ['dsl/core', 'dsl/ops', 'dsl/transform', 'dsl/compile', 'dsl/targets', 'stdlib', 'graphs', 'cli', 'web', 'bench']
const within = (...folders) => `^(${folders.join('|')})/`
const packages = (...names) => `node_modules/(@types/)?(${names.join('|')})/`

const rule = (name, from, to) => ({ name, severity: 'error', from, to })

/** A package belongs to one folder, and to the specs of that folder; `besides` are others where it is what they are about. */
const only = (name, home, besides = []) =>
  rule(`${name} only in ${home}`, { pathNot: `^(specs/)?(${[home, ...besides].join('|')})/` }, { path: packages(name) })

module.exports = {
  forbidden: [
    ...order.map((layer, i) =>
      rule(`${layer} imports only what is below it`, { path: within(layer) }, { path: within(...order.slice(i + 1)) }),
    ),
    rule('models stay pure', { path: within('stdlib', 'graphs') }, { path: within('dsl/(compile|targets)') }),
    rule('nobody imports specs', { pathNot: within('specs') }, { path: within('specs') }),
    rule('nobody imports examples', { pathNot: within('specs', 'examples', 'bench') }, { path: within('examples') }),
    rule('examples import graphs and stdlib', { path: within('examples') }, { path: within('dsl', 'cli') }),
    // Types may be mutually recursive (a tensor has a primitive, which is typed by tensors); what runs may not.
    rule('no cycles', {}, { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }),
    rule('everything resolves', {}, { couldNotResolve: true }),
    // The step by hand that ours is measured beside is TensorFlow.js's own.
    only('@tensorflow', 'dsl/targets', ['bench/peers/tfjs']),
    only('ink', 'cli'),
    only('react', 'cli'),
    only('fast-check', 'specs'),
    rule('vitest only in specs', { pathNot: '^(specs/|vitest[.]config[.]ts$)' }, { path: packages('vitest', '@vitest') }),
    rule(
      'dsl/core needs fp-ts and io-ts alone',
      { path: within('dsl/core') },
      { path: 'node_modules/', pathNot: packages('fp-ts', 'io-ts') },
    ),
    rule(
      'the language does no input or output',
      { path: within('dsl/(core|ops|transform|compile)', 'graphs') },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'programs need no development package',
      { path: within('dsl', 'stdlib', 'graphs', 'cli', 'examples') },
      {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(runs|[.]cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
}
