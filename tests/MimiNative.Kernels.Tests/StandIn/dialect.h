// What the kernels' dialect means to a C++ compiler for this processor, one thread after the other: enough for kernels without barriers.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>
#pragma clang fp contract(off)
typedef unsigned int uint;
typedef unsigned long ulong;
static int thread_x, thread_y, group_x, group_y, group_z, threads_x, threads_y;
#define CPU_KERNELS 0
#define KERNEL(x, y) extern "C" void
#define DEVICE static inline
#define GLOBAL
#define SHARED_POINTER
#define SHARED(type, name, count) static type name[count]
#define VECTOR(n) __attribute__((ext_vector_type(n)))
#define BARRIER() std::abort()
#define GROUP_IDX_X thread_x
#define GROUP_IDX_Y thread_y
#define GROUP_DIM_X threads_x
#define GROUP_DIM_Y threads_y
#define GRID_IDX_X group_x
#define GRID_IDX_Y group_y
#define GRID_IDX_Z group_z
#define FMA(a, b, c) __builtin_fmaf(a, b, c)
#define SQRT(a) __builtin_sqrtf(a)
#define AS_FLOAT(a) __builtin_bit_cast(float, a)
#define ATOMIC_ADD(p, v) __sync_fetch_and_add(p, v)
