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

    [Theory]
    [InlineData(1)]
    [InlineData(65_519)]
    [InlineData(65_536)]
    [InlineData(1_000_003)]
    public void Blocks_are_zeroed_aligned_and_writable_to_their_ends_whatever_their_size(int length)
    {
        for (var turn = 0; turn < 3; turn++)
        {
            using var block = new FloatBlock(length, dense: turn == 2);
            Assert.True((nint)block.Pointer % 64 == 0);
            Assert.Equal(-1, block.Span.IndexOfAnyExcept(0f));
            block.Span.Fill(1);
            block.Dispose();
            block.Dispose();
        }
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
