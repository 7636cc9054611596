// Standard error away while TensorFlow's libraries are loaded: their first lines come before anything that could turn them down.
#include <fcntl.h>
#include <node_api.h>
#include <stdio.h>
#include <unistd.h>

static int kept = -1;

static napi_value Hush(napi_env env, napi_callback_info info) {
  int nowhere = open("/dev/null", O_WRONLY);
  if (kept >= 0 || nowhere < 0) return NULL;
  fflush(stderr);
  kept = dup(2);
  dup2(nowhere, 2);
  close(nowhere);
  return NULL;
}

static napi_value Speak(napi_env env, napi_callback_info info) {
  if (kept < 0) return NULL;
  fflush(stderr);
  dup2(kept, 2);
  close(kept);
  kept = -1;
  return NULL;
}

NAPI_MODULE_INIT() {
  napi_property_descriptor functions[] = {
      {"hush", NULL, Hush, NULL, NULL, NULL, napi_enumerable, NULL},
      {"speak", NULL, Speak, NULL, NULL, NULL, napi_enumerable, NULL},
  };
  napi_define_properties(env, exports, 2, functions);
  return exports;
}
