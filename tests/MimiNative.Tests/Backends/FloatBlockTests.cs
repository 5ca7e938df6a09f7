using MimiNative.Backends;

namespace MimiNative.Tests.Backends;

public sealed unsafe class FloatBlockTests
{
    [Fact]
    public void A_block_grows_and_stays_where_it_is_large_enough()
    {
        FloatBlock? block = null;
        Assert.True(FloatBlock.AtLeast(ref block, 8) == block.Pointer);
        var first = block;
        Assert.True(FloatBlock.AtLeast(ref block, 5) == first.Pointer);
        Assert.True(FloatBlock.AtLeast(ref block, 9) == block.Pointer);
        Assert.Equal((9, true), (block.Length, first.Pointer == null));
        block.Dispose();
    }

    /// <summary>The next user of the place must not find the block that was given back.</summary>
    [Fact]
    public void A_block_that_could_not_grow_is_gone()
    {
        FloatBlock? block = new(8);
        FloatBlock.Source = _ => throw new BackendException("no memory");
        try
        {
            Assert.Throws<BackendException>(() => Assert.True(FloatBlock.AtLeast(ref block, 9) != null));
        }
        finally
        {
            FloatBlock.Source = null;
        }

        Assert.Null(block);
        Assert.True(FloatBlock.AtLeast(ref block, 5) != null);
        block.Dispose();
    }
}
