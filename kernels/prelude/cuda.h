// What the kernels' C dialect means in CUDA C++ for clang without a toolkit: attributes and builtins in place of cuda_runtime.h.
#pragma clang fp contract(off)
typedef unsigned int uint;
typedef unsigned long ulong;
#define CPU_KERNELS 0
#define KERNEL(x, y) extern "C" __attribute__((global)) __attribute__((launch_bounds((x) * (y)))) void
#define DEVICE static inline __attribute__((device)) __attribute__((always_inline))
#define GLOBAL
// Shared memory is reached through pointers of its own address space: only so does LLVM see their alignment and make 16-byte loads.
#define SHARED_POINTER __attribute__((address_space(3)))
#define SHARED(type, name, count) __attribute__((shared)) __attribute__((aligned(64))) static type name##_storage[count]; SHARED_POINTER type *name = (SHARED_POINTER type *)name##_storage
#define VECTOR(n) __attribute__((ext_vector_type(n)))
#define BARRIER() __syncthreads()
#define GROUP_IDX_X ((int)__nvvm_read_ptx_sreg_tid_x())
#define GROUP_IDX_Y ((int)__nvvm_read_ptx_sreg_tid_y())
#define GROUP_DIM_X ((int)__nvvm_read_ptx_sreg_ntid_x())
#define GROUP_DIM_Y ((int)__nvvm_read_ptx_sreg_ntid_y())
#define GRID_IDX_X ((int)__nvvm_read_ptx_sreg_ctaid_x())
#define GRID_IDX_Y ((int)__nvvm_read_ptx_sreg_ctaid_y())
#define GRID_IDX_Z ((int)__nvvm_read_ptx_sreg_ctaid_z())
#define FMA(a, b, c) __builtin_fmaf(a, b, c)
#define SQRT(a) __nvvm_sqrt_rn_f(a)
#define AS_FLOAT(a) __builtin_bit_cast(float, a)
#define ATOMIC_ADD(p, v) __sync_fetch_and_add(p, v)
