// Included in front of every source of the addon: what `traced` adds to a run. See trace.cc.
#pragma once
#include <node_api.h>
#include "tensorflow/c/c_api.h"

namespace fovea {
// The options of a run, and where it writes its metadata: null where nothing is traced.
const TF_Buffer *RunOptions();
TF_Buffer *RunMetadata();
// traced(f): calls f and gives the RunMetadata of each run in it, as protobuf.
napi_value Traced(napi_env env, napi_callback_info info);
}  // namespace fovea
