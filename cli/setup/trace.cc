// TensorFlow keeps account of the time of each node of a run if it is asked to; the addon never asks. `traced(f)` does, for the runs within f.
#include "trace.h"
#include <vector>

namespace fovea {
namespace {
// The metadata of the runs in the call that is traced now, if one is. JavaScript is one thread, so that one place is enough.
std::vector<TF_Buffer *> *runs = nullptr;

// RunOptions with trace_level FULL_TRACE (tensorflow/core/protobuf/config.proto).
const unsigned char trace[] = {0x08, 0x03};
const TF_Buffer options = {trace, sizeof(trace), nullptr};
}  // namespace

const TF_Buffer *RunOptions() { return runs == nullptr ? nullptr : &options; }

TF_Buffer *RunMetadata() {
  if (runs == nullptr) return nullptr;
  runs->push_back(TF_NewBuffer());
  return runs->back();
}

napi_value Traced(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value f, receiver, result, list;
  if (napi_get_cb_info(env, info, &argc, &f, &receiver, nullptr) != napi_ok) return nullptr;
  if (argc < 1 || runs != nullptr) {
    napi_throw_error(env, nullptr, argc < 1 ? "traced() wants a function" : "traced() runs within traced()");
    return nullptr;
  }
  std::vector<TF_Buffer *> own;
  runs = &own;
  const bool returned = napi_call_function(env, receiver, f, 0, nullptr, &result) == napi_ok;
  runs = nullptr;
  // What f has thrown is still on its way to the caller.
  bool complete = returned && napi_create_array(env, &list) == napi_ok;
  for (size_t i = 0; i < own.size(); i++) {
    napi_value bytes;
    complete = complete && napi_create_buffer_copy(env, own[i]->length, own[i]->data, nullptr, &bytes) == napi_ok &&
               napi_set_element(env, list, static_cast<uint32_t>(i), bytes) == napi_ok;
    TF_DeleteBuffer(own[i]);
  }
  return complete ? list : nullptr;
}
}  // namespace fovea
