using MimiNative.Analysis.Data;
using MimiNative.Analysis.Embeddings;
using MimiNative.Analysis.Extraction;
using MimiNative.Analysis.Results;

namespace MimiNative.Analysis.Peers;

/// <summary>A peer from a file.</summary>
internal sealed class ImportedPeer(string name, string path) : PeerSource(name)
{
    internal override PendingPeer Open(DataSet data)
    {
        var set = EmbeddingSets.ReadRowsOf(path, data, Name);
        EmbeddedPeer.RequireUseful(path, set.Samples, data.Samples);
        var clips = new ImportedClips(Name, [set]);
        var peer = new Peer { Name = Name, Embedding = set.Name, MadeBy = EmbeddingFile.ReadMetadata(path), File = path, FileSha256 = InputFile.Sha256(path) };
        return new(peer, clips.Keys[0], _ => clips);
    }
}
