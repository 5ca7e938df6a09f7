namespace MimiNative.Tests.Encoder;

/// <summary>An encoder may be disposed at any moment, by anyone.</summary>
public sealed class DisposeTests
{
    private const int Frame = 1920;

    // Attention and the quantiser keep a block of scratch per thread, not per encoder.
    private const int Scratch = 2;

    [Fact]
    public async Task Disposing_while_others_encode_gives_each_its_result_or_an_ObjectDisposedException()
    {
        var samples = SmallModel.Noise(9 * Frame);
        using var reference = SmallModel.Encoder();
        var expected = reference.Encode(samples, SmallModel.Everything(reference));
        for (var round = 0; round < 15; round++)
        {
            var encoder = SmallModel.Encoder(threads: 2);
            using var begun = new CountdownEvent(4);
            var users = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
            {
                for (var i = 0; ; i++)
                {
                    try
                    {
                        SmallModel.AssertSameBits(expected, encoder.Encode(samples, SmallModel.Everything(encoder)));
                    }
                    catch (ObjectDisposedException)
                    {
                        return;
                    }

                    if (i == 0)
                        begun.Signal();
                }
            })).ToArray();
            begun.Wait(TestContext.Current.CancellationToken);
            encoder.Dispose();
            await Task.WhenAll(users);
        }
    }

    [Fact]
    public void A_call_under_way_keeps_the_memory_until_it_ends_and_then_all_of_it_is_given_back()
    {
        using var memory = new CountedMemory();
        var encoder = SmallModel.Encoder();
        encoder.Encode(SmallModel.Noise(5 * Frame), new EncodeOptions { Taps = ["seanet.down1"], Codebooks = 2 }); // leaves an idle run
        var heldInside = 0;
        var stream = encoder.OpenStream(new EncodeOptions(), new SinkOf(() =>
        {
            encoder.Dispose();
            heldInside = memory.Held;
        }));
        stream.Write(SmallModel.Noise(2 * Frame));
        Assert.True(heldInside > 50, $"{heldInside} blocks");
        Assert.Throws<ObjectDisposedException>(() => stream.Write([]));
        stream.Dispose();
        Assert.InRange(memory.Held, 0, Scratch);
    }

    [Fact]
    public void An_encoder_without_users_gives_everything_back_at_once()
    {
        using var memory = new CountedMemory();
        var encoder = SmallModel.Encoder();
        var samples = SmallModel.Noise(5 * Frame);
        foreach (var tap in (string[])["latent", "seanet.down2", "transformer.1"])
            encoder.Encode(samples, new EncodeOptions { Taps = [tap] });
        Assert.True(memory.Held > 50, $"{memory.Held} blocks");
        encoder.Dispose();
        encoder.Dispose();
        Assert.InRange(memory.Held, 0, Scratch);
    }

    [Fact]
    public void After_Dispose_every_call_says_so_and_streams_can_still_be_disposed()
    {
        var encoder = SmallModel.Encoder();
        var stream = encoder.OpenStream(new EncodeOptions(), new SinkOf(() => { }));
        stream.Write(SmallModel.Noise(100));
        encoder.Dispose();
        Says(() => stream.Write(SmallModel.Noise(Frame)));
        Says(stream.Complete);
        Says(stream.Reset);
        Says(() => encoder.Encode(SmallModel.Noise(10)));
        Says(() => encoder.Encode(new MimiNative.Audio.ArrayAudioSource(new float[10]), new EncodeOptions(), new SinkOf(() => { })));
        Says(() => encoder.OpenStream(new EncodeOptions(), new SinkOf(() => { })));
        Says(() => encoder.Profile(SmallModel.Noise(10), new EncodeOptions()));
        Says(() => encoder.EncodeMany(1, _ => new MimiNative.Audio.ArrayAudioSource(new float[10]), new EncodeOptions(), _ => new SinkOf(() => { })));
        stream.Dispose();
        stream.Dispose();
        encoder.Dispose();
        Assert.NotEmpty(encoder.Taps);

        static void Says(Action call) => Assert.Contains(nameof(MimiEncoder), Assert.Throws<ObjectDisposedException>(call).Message);
    }

    [Fact]
    public void Disposing_in_the_middle_of_many_clips_ends_the_batch()
    {
        var encoder = SmallModel.Encoder(threads: 2);
        var clips = 0;
        Assert.Throws<ObjectDisposedException>(() => encoder.EncodeMany(1000, _ => new MimiNative.Audio.ArrayAudioSource(SmallModel.Noise(Frame)), new EncodeOptions(), _ => new SinkOf(() => { }), (_, failure) =>
        {
            Assert.Null(failure);
            if (Interlocked.Increment(ref clips) == 5)
                encoder.Dispose();
        }));
        Assert.InRange(clips, 5, 80); // two threads, each with up to 16 short clips side by side
    }
}
