import type { LibraryKind } from '../../dsl/targets/tensorflow/library.ts'

/** A package of PyPI, pinned by version and hash; `platform` is pip's name of the platform that it is built for. */
export interface Wheel {
  readonly name: string
  readonly version: string
  readonly platform: string
  readonly sha256: string
}

const tensorflow = { version: '2.21.0' } as const

/** TensorFlow's own wheel for a kind and an architecture, as built for Python 3.11; only its native libraries are used, so that the Python here may be any. */
const wheels: Readonly<Record<string, Wheel>> = {
  'cpu x64': {
    ...tensorflow,
    name: 'tensorflow-cpu',
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'cpu arm64': {
    ...tensorflow,
    name: 'tensorflow',
    platform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  },
  'cuda x64': {
    ...tensorflow,
    name: 'tensorflow',
    platform: 'manylinux_2_27_x86_64',
    sha256: '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
  },
}

const nvidia = (name: string, version: string, platform: string, sha256: string): Wheel => ({
  name: `nvidia-${name}-cu12`,
  version,
  platform,
  sha256,
})

/** What TensorFlow 2.21.0 loads of CUDA 12, as its extra `and-cuda` resolves. */
const cuda: readonly Wheel[] = [
  nvidia('cublas', '12.9.3.13', 'manylinux_2_27_x86_64', 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72'),
  nvidia('cuda-cupti', '12.8.90', 'manylinux2014_x86_64', 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182'),
  nvidia('cuda-nvcc', '12.9.86', 'manylinux2010_x86_64', '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0'),
  nvidia('cuda-nvrtc', '12.9.86', 'manylinux2010_x86_64', '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4'),
  nvidia('cuda-runtime', '12.9.79', 'manylinux2014_x86_64', '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3'),
  nvidia('cudnn', '9.28.0.42', 'manylinux_2_27_x86_64', '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375'),
  nvidia('cufft', '11.4.1.4', 'manylinux2014_x86_64', 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28'),
  nvidia('curand', '10.3.10.19', 'manylinux_2_27_x86_64', '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e'),
  nvidia('cusolver', '11.7.5.82', 'manylinux_2_27_x86_64', '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88'),
  nvidia('cusparse', '12.5.10.65', 'manylinux2014_x86_64', '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78'),
  nvidia('nccl', '2.32.3', 'manylinux_2_27_x86_64', 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c'),
  nvidia('nvjitlink', '12.9.86', 'manylinux2010_x86_64', 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9'),
]

/** The wheels that a kind needs on an architecture, TensorFlow's own first; none where it is not built for it. */
export const wheelsOf = (kind: LibraryKind, arch: string): readonly Wheel[] => {
  const own = wheels[`${kind} ${arch}`]
  return own === undefined ? [] : [own, ...(kind === 'cuda' ? cuda : [])]
}

/** The npm package whose native addon is built; only its C++ sources are used. */
export const addonSource = {
  package: '@tensorflow/tfjs-node@4.22.0',
  integrity: 'sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==',
} as const

/** The oldest glibc that the wheels are built for. */
export const oldestGlibc = [2, 27] as const

/** The folder of an NVIDIA wheel below `nvidia/`. @example nvidiaFolder('nvidia-cuda-nvcc-cu12') // => 'cuda_nvcc' */
export const nvidiaFolder = (name: string): string => name.replace(/^nvidia-|-cu12$/g, '').replaceAll('-', '_')

/** The oldest driver with which the libraries of CUDA 12 run, by its major version. */
export const oldestDriver = 525

/** Bytes that a set-up needs at its widest: wheels and what is unpacked of them. */
export const neededBytes: Readonly<Record<LibraryKind, number>> = { cpu: 1.5e9, cuda: 12e9 }
