// A libcuda with one device whose memory is the process's own. It checks what it is given as strictly as the real one and runs the kernels that have no barriers.
typedef unsigned long long Address;
static void *const Context = (void *)0x1234, *const Module = (void *)0x77, *const Stream = (void *)0x55;
enum { Success = 0, InvalidValue = 1, OutOfMemory = 2, InvalidContext = 201, InvalidPtx = 218, InvalidHandle = 400, LaunchFailed = 719 };
static bool entered = false;

extern "C" {
int cuInit(uint flags) { return flags == 0 ? Success : InvalidValue; }
int cuDriverGetVersion(int *version) { *version = 12040; return Success; }
int cuDeviceGetCount(int *count) { *count = 1; return Success; }
int cuDeviceGet(int *device, int number) { *device = number; return number == 0 ? Success : InvalidValue; }
int cuDeviceGetName(char *name, int length, int device) { snprintf(name, length, "Stand-in"); return Success; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = (size_t)1 << 31; return Success; }
int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    *value = attribute == 75 ? 8 : attribute == 76 ? 0 : attribute == 16 ? 4 : attribute == 8 ? 49152 : attribute == 1 ? 1024 : -1;
    return *value >= 0 ? Success : InvalidValue;
}
int cuDevicePrimaryCtxRetain(void **context, int device) { *context = Context; return Success; }
int cuDevicePrimaryCtxRelease_v2(int device) { return Success; }
int cuCtxSetCurrent(void *context) { entered = context == Context; return entered ? Success : InvalidContext; }
int cuModuleLoadDataEx(void **module, const char *text, uint count, int *options, void **values)
{
    if (!entered || count != 2 || options[0] != 5 || options[1] != 6)
        return InvalidValue;
    *module = Module;
    if (strstr(text, ".visible .entry"))
        return Success;
    snprintf((char *)values[0], (size_t)values[1], "ptxas fatal : no entry\nand more");
    return InvalidPtx;
}
int cuModuleUnload(void *module) { return module == Module ? Success : InvalidHandle; }
int cuModuleGetFunction(void **function, void *module, const char *name) { *function = strdup(name); return module == Module ? Success : InvalidHandle; }
int cuMemAlloc_v2(Address *address, size_t bytes)
{
    if (!entered || bytes > (size_t)1 << 30)
        return OutOfMemory;
    *address = (Address)malloc(bytes);
    memset((void *)*address, 0xAB, bytes);
    return Success;
}
int cuMemFree_v2(Address address) { free((void *)address); return Success; }
int cuMemcpyHtoDAsync_v2(Address to, const void *from, size_t bytes, void *stream) { memcpy((void *)to, from, bytes); return stream == Stream ? Success : InvalidHandle; }
int cuMemcpyDtoHAsync_v2(void *to, Address from, size_t bytes, void *stream) { memcpy(to, (void *)from, bytes); return stream == Stream ? Success : InvalidHandle; }
int cuMemcpyDtoDAsync_v2(Address to, Address from, size_t bytes, void *stream) { memcpy((void *)to, (void *)from, bytes); return stream == Stream ? Success : InvalidHandle; }
int cuMemsetD32Async(Address to, uint value, size_t count, void *stream)
{
    for (size_t i = 0; i < count; i++)
        ((uint *)to)[i] = value;
    return stream == Stream ? Success : InvalidHandle;
}
int cuStreamCreate(void **stream, uint flags) { *stream = Stream; return flags == 1 ? Success : InvalidValue; }
int cuStreamSynchronize(void *stream) { return stream == Stream ? Success : InvalidHandle; }
int cuStreamDestroy_v2(void *stream) { return stream == Stream ? Success : InvalidHandle; }
int cuEventCreate(void **event, uint flags) { *event = malloc(1); return Success; }
int cuEventRecord(void *event, void *stream) { return stream == Stream ? Success : InvalidHandle; }
int cuEventElapsedTime(float *milliseconds, void *start, void *end) { *milliseconds = 1.5f; return Success; }
int cuEventDestroy_v2(void *event) { free(event); return Success; }
int cuGetErrorName(int code, const char **name)
{
    *name = code == OutOfMemory ? "CUDA_ERROR_OUT_OF_MEMORY" : code == LaunchFailed ? "CUDA_ERROR_LAUNCH_FAILED" : "CUDA_ERROR";
    return Success;
}

#define FLOATS(i) (*(float **)arguments[i])
#define INTS(i) (*(int **)arguments[i])
static bool run(const char *name, void **arguments)
{
    if (!strcmp(name, "GemmPlain_Tile"))
        GemmPlain_Tile(FLOATS(0), FLOATS(1), FLOATS(2), FLOATS(3), FLOATS(4), FLOATS(5), FLOATS(6), FLOATS(7), INTS(8), *(GemmArguments *)arguments[9]);
    else if (!strcmp(name, "Rope_Rotate"))
        Rope_Rotate(FLOATS(0), FLOATS(1), INTS(2), INTS(3), *(AttentionArguments *)arguments[4]);
    else if (!strcmp(name, "History_Advance"))
        History_Advance(FLOATS(0), INTS(1), *(HistoryArguments *)arguments[2]);
    else if (!strcmp(name, "Pooling_Mean"))
        Pooling_Mean(FLOATS(0), FLOATS(1), INTS(2), *(RowArguments *)arguments[3]);
    else
        return false;
    return true;
}

int cuLaunchKernel(void *function, uint gx, uint gy, uint gz, uint x, uint y, uint z, uint shared, void *stream, void **arguments, void **extra)
{
    if (!entered || stream != Stream || shared != 0 || extra || z != 1)
        return InvalidValue;
    threads_x = x;
    threads_y = y;
    for (group_z = 0; group_z < (int)gz; group_z++)
        for (group_y = 0; group_y < (int)gy; group_y++)
            for (group_x = 0; group_x < (int)gx; group_x++)
                for (thread_y = 0; thread_y < (int)y; thread_y++)
                    for (thread_x = 0; thread_x < (int)x; thread_x++)
                        if (!run((const char *)function, arguments))
                            return LaunchFailed;
    return Success;
}
}
