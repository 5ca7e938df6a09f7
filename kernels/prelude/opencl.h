// What the kernels' C dialect means in OpenCL C 1.2. Every "a * b + c" stays two operations unless the C# says FusedMultiplyAdd.
#pragma OPENCL FP_CONTRACT OFF
#define CPU_KERNELS 1
#define KERNEL(x, y) __kernel __attribute__((reqd_work_group_size(x, y, 1))) void
#define DEVICE static inline __attribute__((always_inline))
#define GLOBAL __global
#define SHARED(type, name, count) __local type name[count] __attribute__((aligned(64)))
#define SHARED_POINTER __local
#define VECTOR(n) __attribute__((ext_vector_type(n)))
#define BARRIER() barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
#define GROUP_IDX_X ((int)get_local_id(0))
#define GROUP_IDX_Y ((int)get_local_id(1))
#define GROUP_DIM_X ((int)get_local_size(0))
#define GROUP_DIM_Y ((int)get_local_size(1))
#define GRID_IDX_X ((int)get_group_id(0))
#define GRID_IDX_Y ((int)get_group_id(1))
#define GRID_IDX_Z ((int)get_group_id(2))
#define FMA(a, b, c) fma(a, b, c)
#define SQRT(a) sqrt(a)
#define AS_FLOAT(a) as_float(a)
#define ATOMIC_ADD(p, v) atomic_add(p, v)
