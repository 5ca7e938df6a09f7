// Warnings are errors here: CS0436 would say that the package shows its kernels' stand-in for ILGPU.
namespace ILGPU
{
    internal static class Group
    {
        public static int Size => 1;
    }
}

internal static class Hidden
{
    public static int Size => ILGPU.Group.Size;
}
