using System.Security.Cryptography;
using System.Text;

namespace MimiNative.Backends.OpenCl;

/// <summary>
/// The kernels, compiled for one device. Compiled programs are kept on disk under a hash of source, options and driver, so that only the first start pays for the compiler;
/// a file that is damaged or doesn't load is compiled anew and replaced.
/// </summary>
internal static unsafe class OpenClProgram
{
    private const uint BuildLog = 0x1183, BinarySizes = 0x1165, Binaries = 0x1166;

    /// <summary>Where compiled programs are kept: <c>$XDG_CACHE_HOME</c> or the user's cache folder, then <c>mimi/opencl</c>.</summary>
    public static string CacheFolder
    {
        get
        {
            var root = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            if (string.IsNullOrEmpty(root))
                root = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
                    : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
            return Path.Combine(root, "mimi", "opencl");
        }
    }

    /// <summary>A built program, from <paramref name="folder"/> if it is there; an empty one means that nothing is kept.</summary>
    /// <exception cref="BackendException">The source doesn't compile; the message has the first error, the inner exception the whole log.</exception>
    public static nint Build(OpenClLibrary cl, nint context, OpenClDevice device, string label, string source, string folder)
    {
        var options = device.RoundsDivision ? "-cl-fp32-correctly-rounded-divide-sqrt" : "";
        if (folder.Length == 0)
            return Compile(cl, context, device, label, source, options);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{device.Platform}\n{device.Name}\n{device.Version}\n{options}\n{source}")));
        var path = Path.Combine(folder, key + ".bin");
        if (Load(cl, context, device, path, options) is var loaded && loaded != 0)
            return loaded;
        var program = Compile(cl, context, device, label, source, options);
        Save(cl, program, path);
        return program;
    }

    private static nint Load(OpenClLibrary cl, nint context, OpenClDevice device, string path, string options)
    {
        if (ProgramFile.Read(path) is not { } binary)
            return 0;
        int status = 0, code = 0;
        var (handle, length) = (device.Handle, (nuint)binary.Length);
        fixed (byte* bytes = binary)
        {
            var program = cl.CreateProgramWithBinary(context, 1, &handle, &length, &bytes, &status, &code);
            if (program == 0 || code != 0)
                return 0;
            if (status == 0 && Build(cl, program, handle, options) == 0)
                return program;
            _ = cl.ReleaseProgram(program);
            return 0;
        }
    }

    private static nint Compile(OpenClLibrary cl, nint context, OpenClDevice device, string label, string source, string options)
    {
        var text = Encoding.UTF8.GetBytes(source);
        int code;
        nint program;
        fixed (byte* bytes = text)
        {
            var length = (nuint)text.Length;
            program = cl.CreateProgramWithSource(context, 1, &bytes, &length, &code);
        }
        OpenClError.Check(code, label, "creating the program");
        code = Build(cl, program, device.Handle, options);
        if (code == 0)
            return program;
        var log = Log(cl, program, device.Handle);
        _ = cl.ReleaseProgram(program);
        var first = log.Split('\n').FirstOrDefault(l => l.Contains("error", StringComparison.OrdinalIgnoreCase))?.Trim() ?? "the compiler gave no reason";
        throw new BackendException($"{label}: the kernels don't compile on this driver ({device.Version}): {first}", new InvalidOperationException(log));
    }

    private static int Build(OpenClLibrary cl, nint program, nint device, string options)
    {
        fixed (byte* o = Encoding.UTF8.GetBytes(options + '\0'))
            return cl.BuildProgram(program, 1, &device, o, null, null);
    }

    private static string Log(OpenClLibrary cl, nint program, nint device)
    {
        nuint length = 0;
        if (cl.GetProgramBuildInfo(program, device, BuildLog, 0, null, &length) != 0 || length == 0)
            return "";
        var bytes = new byte[length];
        fixed (byte* p = bytes)
            _ = cl.GetProgramBuildInfo(program, device, BuildLog, length, p, null);
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0');
    }

    /// <summary>A cache that can't be written costs time, nothing else.</summary>
    private static void Save(OpenClLibrary cl, nint program, string path)
    {
        nuint length = 0;
        if (cl.GetProgramInfo(program, BinarySizes, (nuint)sizeof(nuint), &length, null) != 0 || length == 0)
            return;
        var binary = new byte[length];
        fixed (byte* bytes = binary)
            if (cl.GetProgramInfo(program, Binaries, (nuint)sizeof(byte*), &bytes, null) != 0)
                return;
        try
        {
            ProgramFile.Write(path, binary);
        }
        catch (IOException)
        {
        }
    }
}
