using System.Collections.Concurrent;
using MimiNative.Backends.Cpu;
using MimiNative.Encoder;
using MimiNative.Weights;

namespace MimiNative.Tests.Encoder;

/// <summary>Which weights are read, and when.</summary>
public sealed class EncoderModelTests
{
    [Fact]
    public void Only_layers_that_run_are_read_and_each_once()
    {
        var tensors = new Watched();
        using var backend = CpuBackend.Create(2);
        using var model = new EncoderModel(SmallModel.Config, tensors, backend);
        Parallel.For(0, 8, _ => new EncoderRun(model, backend, new EncodeOptions { Taps = ["seanet.down1"] }, 1).Dispose());
        Assert.Equal(model.Layers.Take(3).SelectMany(l => l.Tensors).Select(t => (t.Name, 1)).Order(), tensors.Counts.Order());

        new EncoderRun(model, backend, new EncodeOptions { Taps = [], Codebooks = 1 }, 1).Dispose();
        var all = TensorCatalog.Encoder(SmallModel.Config).Select(t => t.Name).Where(name => !name.EndsWith("._initialized", StringComparison.Ordinal));
        Assert.Equal(all.Select(name => (name, 1)).Order(), tensors.Counts.Order());
    }

    [Theory]
    [InlineData("encoder.model.1.block.3.conv.conv.weight")]
    [InlineData("encoder_transformer.transformer.layers.1.layer_scale_2.scale")]
    [InlineData("quantizer.rvq_rest.vq.layers.2._codebook.cluster_usage")]
    public void A_layer_that_cannot_be_read_gives_back_what_it_had_and_is_tried_again(string name)
    {
        using var memory = new CountedMemory();
        var tensors = new Watched { Broken = name };
        using var backend = CpuBackend.Create(1);
        using (var model = new EncoderModel(SmallModel.Config, tensors, backend))
        {
            var options = new EncodeOptions { Taps = [], Codebooks = 1 };
            Assert.Equal(name, Assert.Throws<WeightsException>(() => new EncoderRun(model, backend, options, 1)).Message);
            var layer = model.Layers.TakeWhile(l => l.Tensors.All(t => t.Name != name)).Count();
            Assert.Equal(Held(layer), memory.Held);
            tensors.Broken = null;
            new EncoderRun(model, backend, options, 1).Dispose();
        }

        Assert.Equal(0, memory.Held);
    }

    /// <summary>Blocks of the first layers' weights.</summary>
    private static int Held(int layers)
    {
        using var memory = new CountedMemory();
        using var backend = CpuBackend.Create(1);
        using var model = new EncoderModel(SmallModel.Config, new Watched(), backend);
        model.Prepare(layers);
        return memory.Held;
    }

    private sealed class Watched : ITensors
    {
        private readonly SyntheticCheckpoint _weights = new("small", SmallModel.Config);
        private readonly ConcurrentDictionary<string, int> _counts = new();

        public IEnumerable<(string, int)> Counts => _counts.Select(c => (c.Key, c.Value));

        public string? Broken { get; set; }

        public void Read(string name, Span<float> destination)
        {
            _counts.AddOrUpdate(name, 1, (_, n) => n + 1);
            if (name == Broken)
                throw new WeightsException(name);
            _weights.Read(name, destination);
        }
    }
}
