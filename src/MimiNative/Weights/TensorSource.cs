namespace MimiNative.Weights;

/// <summary>How a native tensor is made from what stands in a file.</summary>
internal abstract record TensorSource
{
    /// <summary>Writes the whole tensor.</summary>
    public abstract void Read(WeightFiles file, Span<float> destination);

    /// <summary>The tensor as it is.</summary>
    public sealed record Direct(string Name) : TensorSource
    {
        /// <inheritdoc/>
        public override void Read(WeightFiles file, Span<float> destination) => file.Read(Name, destination);
    }

    /// <summary>
    /// q ‖ k ‖ v from Hugging Face's three matrices of (heads · headDim, width). Inside each head its row i was native row 2i, its row i + headDim/2 native row 2i + 1,
    /// because transformers rotates pairs (i, i + headDim/2) where moshi rotates (2i, 2i + 1).
    /// </summary>
    public sealed record SplitAttention(string Query, string Key, string Value, int HeadDimension, int Width) : TensorSource
    {
        /// <inheritdoc/>
        public override void Read(WeightFiles file, Span<float> destination)
        {
            var part = destination.Length / 3;
            ReadInterleaved(file, Query, destination[..part]);
            ReadInterleaved(file, Key, destination.Slice(part, part));
            file.Read(Value, destination[(2 * part)..]);
        }

        private void ReadInterleaved(WeightFiles file, string name, Span<float> destination)
        {
            var half = HeadDimension / 2;
            for (var row = 0; row < destination.Length / Width; row++)
            {
                var (head, i) = (row / HeadDimension, row % HeadDimension);
                var source = head * HeadDimension + (i % 2 == 0 ? i / 2 : half + i / 2);
                file.Read(name, destination.Slice(row * Width, Width), (long)source * Width);
            }
        }
    }

    /// <summary>A weight-normalised convolution (out, in, k) of old exports: g · v / ‖v‖, the norm over in and k of each output.</summary>
    public sealed record WeightNorm(string Gain, string Direction, int Outputs) : TensorSource
    {
        /// <inheritdoc/>
        public override void Read(WeightFiles file, Span<float> destination)
        {
            var gains = file.Read<float>(Gain);
            file.Read(Direction, destination);
            var length = destination.Length / Outputs;
            for (var output = 0; output < Outputs; output++)
            {
                var row = destination.Slice(output * length, length);
                var squares = 0.0;
                foreach (var value in row)
                    squares += (double)value * value;
                // A direction of zeros has no length: the weight is zero, as PyTorch's gradient-free export would leave NaN behind.
                var scale = squares == 0 ? 0 : gains[output] / Math.Sqrt(squares);
                foreach (ref var value in row)
                    value = (float)(value * scale);
            }
        }
    }
}
