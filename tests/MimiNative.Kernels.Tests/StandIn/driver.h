// A libcuda with one device whose memory is the process's own. It checks what it is given as strictly as the real one and runs the kernels that have no barriers.
// Commands on the stream are done at once, or kept while the stream is captured and done when the graph is launched. All that is done, and every call about graphs, is a line of the log,
// where addresses are numbers of allocations.
typedef unsigned long long Address;
static void *const Context = (void *)0x1234, *const Module = (void *)0x77, *const Stream = (void *)0x55;
enum { Success = 0, InvalidValue = 1, OutOfMemory = 2, InvalidContext = 201, InvalidPtx = 218, InvalidHandle = 400, LaunchFailed = 719, CaptureUnsupported = 900, CaptureInvalidated = 901 };
static bool entered = false;

struct Signature { int views; std::vector<int> lengths; int value; };
struct Allocation { int number; size_t bytes; };
struct Command { const char *what; uint grid[3], group[2]; Address from, to; size_t bytes; std::vector<std::vector<char>> arguments; };
typedef std::vector<Command> Graph;
static std::map<std::string, Signature> signatures;
static std::map<Address, Allocation> allocations;
static int allocated = 0, live_graphs = 0;
static std::string lines;
static Graph *captured = nullptr;
static bool spoilt = false, skips_kernels = false;
// Which call about graphs fails: 1 begin, 2 end, 3 instantiate, 4 launch.
static int failing = 0;
static bool run(const char *name, void **arguments);

static void note(const std::string &line) { lines += line + "\n"; }
static std::string place(Address address)
{
    auto found = allocations.upper_bound(address);
    if (found == allocations.begin())
        return "nowhere";
    --found;
    size_t offset = address - found->first;
    return offset < found->second.bytes ? std::to_string(found->second.number) + "+" + std::to_string(offset) : "nowhere";
}
// What no capture survives.
static bool waits() { spoilt |= captured != nullptr; return captured != nullptr; }

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
    if (waits())
        return CaptureUnsupported;
    if (!entered || bytes > (size_t)1 << 30)
        return OutOfMemory;
    *address = (Address)malloc(bytes);
    memset((void *)*address, 0xAB, bytes);
    allocations[*address] = { allocated++, bytes };
    return Success;
}
int cuMemFree_v2(Address address)
{
    if (waits())
        return CaptureUnsupported;
    if (!allocations.erase(address))
        return InvalidValue;
    free((void *)address);
    return Success;
}
int cuMemcpyHtoDAsync_v2(Address to, const void *from, size_t bytes, void *stream)
{
    if (waits())
        return CaptureUnsupported;
    memcpy((void *)to, from, bytes);
    note("write " + place(to) + " " + std::to_string(bytes));
    return stream == Stream ? Success : InvalidHandle;
}
int cuMemcpyDtoHAsync_v2(void *to, Address from, size_t bytes, void *stream)
{
    if (waits())
        return CaptureUnsupported;
    memcpy(to, (void *)from, bytes);
    note("read " + place(from) + " " + std::to_string(bytes));
    return stream == Stream ? Success : InvalidHandle;
}
int cuStreamCreate(void **stream, uint flags) { *stream = Stream; return flags == 1 ? Success : InvalidValue; }
int cuStreamSynchronize(void *stream) { return waits() ? CaptureUnsupported : stream == Stream ? Success : InvalidHandle; }
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
    else
        return false;
    return true;
}

static int launch(const Command &c)
{
    std::vector<void *> pointers;
    std::string line = std::string(c.what) + " " + std::to_string(c.grid[0]) + "x" + std::to_string(c.grid[1]) + "x" + std::to_string(c.grid[2]);
    const Signature &signature = signatures[c.what];
    for (size_t i = 0; i < c.arguments.size(); i++)
    {
        pointers.push_back((void *)c.arguments[i].data());
        if (c.arguments[i].size() == 8 && (i < c.arguments.size() - 1 || !signature.value))
            line += " " + place(*(Address *)pointers[i]);
        else
            for (unsigned char byte : c.arguments[i])
                line += std::string(&byte == (unsigned char *)pointers[i] ? " " : "") + "0123456789abcdef"[byte >> 4] + "0123456789abcdef"[byte & 15];
    }
    note(line);
    if (skips_kernels)
        return Success;
    threads_x = c.group[0];
    threads_y = c.group[1];
    for (group_z = 0; group_z < (int)c.grid[2]; group_z++)
        for (group_y = 0; group_y < (int)c.grid[1]; group_y++)
            for (group_x = 0; group_x < (int)c.grid[0]; group_x++)
                for (thread_y = 0; thread_y < threads_y; thread_y++)
                    for (thread_x = 0; thread_x < threads_x; thread_x++)
                        if (!run(c.what, pointers.data()))
                            return LaunchFailed;
    return Success;
}

static int execute(const Command &c)
{
    if (!strcmp(c.what, "copy"))
        memcpy((void *)c.to, (void *)c.from, c.bytes);
    else if (!strcmp(c.what, "clear"))
        memset((void *)c.to, 0, c.bytes);
    else
        return launch(c);
    note(std::string(c.what) + " " + (c.from ? place(c.from) + " " : "") + place(c.to) + " " + std::to_string(c.bytes));
    return Success;
}

static int put(const Command &c, void *stream)
{
    if (stream != Stream)
        return InvalidHandle;
    if (!captured)
        return execute(c);
    captured->push_back(c);
    return Success;
}

int cuMemcpyDtoDAsync_v2(Address to, Address from, size_t bytes, void *stream) { return put({ "copy", {}, {}, from, to, bytes, {} }, stream); }
int cuMemsetD32Async(Address to, uint value, size_t count, void *stream) { return value ? InvalidValue : put({ "clear", {}, {}, 0, to, 4 * count, {} }, stream); }
int cuLaunchKernel(void *function, uint gx, uint gy, uint gz, uint x, uint y, uint z, uint shared, void *stream, void **arguments, void **extra)
{
    const char *name = (const char *)function;
    auto signature = signatures.find(name);
    if (!entered || shared != 0 || extra || z != 1 || signature == signatures.end())
        return InvalidValue;
    Command command = { name, { gx, gy, gz }, { x, y }, 0, 0, 0, {} };
    auto take = [&](size_t bytes) { char *p = (char *)*arguments++; command.arguments.emplace_back(p, p + bytes); };
    for (int view = 0; view < signature->second.views; view++)
    {
        take(8);
        if (signature->second.lengths[view])
            take(4);
    }
    if (signature->second.value)
        take(signature->second.value);
    return put(command, stream);
}

#ifndef NO_GRAPHS
int cuStreamBeginCapture_v2(void *stream, int mode)
{
    note("graph: begin");
    if (failing == 1)
        return CaptureUnsupported;
    if (captured || stream != Stream || mode != 1)
        return InvalidValue;
    captured = new Graph();
    spoilt = false;
    return Success;
}
int cuStreamEndCapture(void *stream, Graph **graph)
{
    note("graph: end");
    if (!captured || stream != Stream)
        return InvalidValue;
    Graph *made = captured;
    captured = nullptr;
    if (spoilt || failing == 2)
    {
        delete made;
        *graph = nullptr;
        return CaptureInvalidated;
    }
    live_graphs++;
    *graph = made;
    return Success;
}
int cuGraphInstantiateWithFlags(Graph **ready, Graph *graph, ulong flags)
{
    note("graph: instantiate");
    if (failing == 3 || flags)
        return OutOfMemory;
    *ready = new Graph(*graph);
    live_graphs++;
    return Success;
}
int cuGraphLaunch(Graph *ready, void *stream)
{
    note("graph: launch");
    if (failing == 4)
        return InvalidValue;
    int code = entered && stream == Stream && !captured ? Success : InvalidValue;
    for (size_t i = 0; i < ready->size() && code == Success; i++)
        code = execute((*ready)[i]);
    return code;
}
int cuGraphExecDestroy(Graph *ready) { note("graph: forget"); delete ready; live_graphs--; return Success; }
int cuGraphDestroy(Graph *graph) { delete graph; live_graphs--; return Success; }
#endif

// For the tests.
void standin_declare(const char *name, int views, const int *lengths, int value) { signatures[name] = { views, { lengths, lengths + views }, value }; }
void standin_begin(int skips, int fails)
{
    lines.clear();
    allocations.clear();
    allocated = 0;
    skips_kernels = skips;
    failing = fails;
}
const char *standin_log() { return lines.c_str(); }
int standin_live_graphs() { return live_graphs; }
int standin_live_allocations() { return (int)allocations.size(); }
}
