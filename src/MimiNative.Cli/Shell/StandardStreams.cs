using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace MimiNative.Cli.Shell;

/// <summary>Standard input, output and error as a program may find them: closed, full, or a pipe whose reader has gone.</summary>
internal static partial class StandardStreams
{
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int GetDescriptorFlags = 1, CloseOnExec = 1;

    private static bool s_inputIsClosed;

    /// <summary>
    /// Before anything else: puts something that can't be used in the place of a stream that was closed, since the next file that is opened would take its place and receive what is
    /// printed. Standard error becomes a stream that no failing write ends the program for, on a descriptor of its own, so that native decoders can be kept silent.
    /// </summary>
    public static void Prepare()
    {
        // A descriptor that is closed when a program starts was not there before it: the runtime's own pipe may have been given the number of an input that was closed, and would never end.
        s_inputIsClosed = !OperatingSystem.IsWindows() && Control(0, GetDescriptorFlags) is var flags && (flags < 0 || (flags & CloseOnExec) != 0);
        if (!OperatingSystem.IsWindows())
            for (var descriptor = 0; descriptor <= 2; descriptor++)
                if (Duplicate(descriptor) is var copy && copy >= 0)
                    _ = Close(copy);
                else
                    _ = Open("/dev/null", descriptor == 0 ? WriteOnly : ReadOnly);
        AppContext.SetSwitch("MimiNative.Audio.SilenceDecoders", true);
        Console.SetError(TextWriter.Synchronized(new StreamWriter(new Forgiving(OwnError())) { AutoFlush = true }));
    }

    /// <summary>Standard input as bytes.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static Stream OpenInput() => s_inputIsClosed ? throw new IOException("standard input can't be read: it is closed") : Console.OpenStandardInput();

    /// <summary>Standard output as bytes, each write at once; a reader that has gone is <see cref="ReaderGoneException"/>, where the console's own stream would go on without a word.</summary>
    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new Descriptor(new SafeFileHandle(1, ownsHandle: false), "standard output");

    private static Stream OwnError() => !OperatingSystem.IsWindows() && Duplicate(2) is var copy and >= 0
        ? new Descriptor(new SafeFileHandle(copy, ownsHandle: true), "standard error")
        : Console.OpenStandardError();

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(SafeFileHandle descriptor, byte* bytes, nint count);

    /// <summary>Writes to whatever a descriptor is; a FileStream would ask it for a position.</summary>
    private sealed class Descriptor(SafeFileHandle handle, string name) : WriteStream
    {
        private const int Interrupted = 4, NotNow = 11, BrokenPipe = 32;

        public override unsafe void Write(ReadOnlySpan<byte> buffer)
        {
            while (!buffer.IsEmpty)
                fixed (byte* bytes = buffer)
                {
                    var written = StandardStreams.Write(handle, bytes, buffer.Length);
                    if (written < 0)
                        Explain(Marshal.GetLastPInvokeError());
                    buffer = buffer[(int)Math.Max(0, written)..];
                }
        }

        private void Explain(int error)
        {
            // A pipe that its other owner made non-blocking is full.
            if (error == NotNow)
                Thread.Sleep(1);
            else if (error == BrokenPipe)
                throw new ReaderGoneException($"{name}: its reader has gone");
            else if (error != Interrupted)
                throw new IOException($"{name} can't be written: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>What can't be said isn't: a result doesn't depend on whether anyone listens to remarks.</summary>
    private sealed class Forgiving(Stream inner) : WriteStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Closed, full, or gone.
            }
        }
    }

    private abstract class WriteStream : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
