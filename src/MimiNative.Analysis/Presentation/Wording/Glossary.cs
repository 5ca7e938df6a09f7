using MimiNative.Analysis.Presentation.Page;

namespace MimiNative.Analysis.Presentation.Wording;

/// <summary>Words that the report uses and that a reader without statistics may not know.</summary>
internal static class Glossary
{
    public static IReadOnlyList<Definition> All { get; } =
    [
        new("embedding", "Embedding", "A list of numbers that stands for a clip: what the network makes of it at one station, averaged or otherwise pooled over time."),
        new("extraction-point", "Extraction point, tap", "A station inside the network where its activations are read: `seanet.out` is the end of the convolutions, `transformer.4` the fourth of eight layers behind it, `latent` what is quantised into codes."),
        new("pooling", "Pooling", "How the frames of a clip become one vector: their mean, their maximum, mean and standard deviation side by side, or just the first or last frame."),
        new("cosine", "Cosine similarity", "1 where two vectors point in the same direction, 0 at right angles, −1 in opposite directions. Length plays no part.", "x·y / (‖x‖ ‖y‖)"),
        new("centred", "Centred", "With the mean of all clips taken off first. Vectors that all share a large offset have cosines near 1 whatever they say; centring shows what is left."),
        new("interval", "95 % interval", "The voices are drawn again and again with replacement; 95 % of the results lie in this range. It says how much the number owes to these particular voices.", "2.5th to 97.5th percentile of a bootstrap over voices"),
        new("p-value", "p", "How often shuffled voice labels give a result at least as good. Small values mean that the result isn't chance; they don't mean that it is large.", "(1 + shuffles as good) / (1 + shuffles)"),
        new("random-weights", "Random weights", "The same network with weights that nobody trained. Even they give some speaker information, since sound goes in and sound differs between people. What training added is only what lies beyond."),
        new("mfcc", "MFCC baseline", "Mean and standard deviation of 20 mel-frequency cepstral coefficients: a classic, simple description of the average spectrum."),
        new("variance-share", "Share of the variance", "Of all squared distances to the overall mean, the part that lies between the groups' means.", "Σ n_g ‖mean_g − mean‖² / Σ ‖x − mean‖²"),
        new("probe", "Probe", "A simple classifier trained to name the speaker, tested on texts that it has not heard: what could be read out of the space by training on it."),
        new("whitening", "Whitening", "Scaling so that every direction of the space has the same variance.", "ZCA, eigenvalues + 1e-5"),
        new("f-ratio", "F-ratio of a channel", "Variance of the voices' means over the mean variance within voices."),
        new("codebook", "Codebook", "A list of 2048 patterns. A frame of the latent is written as the number of the nearest pattern; what that leaves over goes to the next codebook. Mimi has 32 of them.", "rvq@k: all up to k; rvq[k]: the k-th alone"),
        new("online-code", "Online code, compression", "Voices are named clip by clip, by a probe trained on all clips before. How many fewer bits that takes than naming them blindly says how easily, and how early, the voice is learned.", "clips · log₂(voices) / bits"),
        new("selectivity", "Selectivity", "How much more often an attribute is told rightly than where it was dealt out anew among the voices. It takes off what a probe can make of any division of so few voices."),
        new("cka", "CKA", "How alike two spaces arrange the same clips: 1 up to turning and scaling, 0 where nothing is shared. Debiased, the share of chance is taken off.", "linear, HSIC₁ where debiased"),
        new("linkability", "Linkability, D_sys", "How far the similarity of two recordings gives away that one person speaks: 0 not at all, 1 always.", "Gomez-Barrero et al. 2017, ω = 1"),
        new("singling-out", "Singling out", "Given one recording of each person in a gallery: how often another recording is matched to the right person."),
        new("frame", "Frame", "One time step of activations: 40 ms in the transformer, 80 ms in the latent."),
    ];
}
