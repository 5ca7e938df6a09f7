// Times ONNX Runtime (npm package onnxruntime-node) on the graph of onnx_mimi.py.
//
//     NODE_MODULES=FOLDER node onnx_mimi.mjs INPUTS.safetensors MODEL.onnx [THREADS] [SECONDS]
//
// FOLDER holds onnxruntime-node. Prints one line of JSON; `difference` is the relative RMS against our latent of the same clip.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [inputs, model, threads = "1", seconds = "2"] = process.argv.slice(2);
const require = createRequire(resolve(process.env.NODE_MODULES ?? "node_modules", "x.js"));
const ort = require("onnxruntime-node");
const { version } = require("onnxruntime-node/package.json");

const file = readFileSync(inputs);
const headerLength = Number(file.readBigUInt64LE(0));
const header = JSON.parse(file.subarray(8, 8 + headerLength).toString());
function tensor(name) {
    const [begin, end] = header[name].data_offsets.map(offset => 8 + headerLength + offset);
    return new Float32Array(file.buffer.slice(file.byteOffset + begin, file.byteOffset + end));
}

const samples = tensor("samples");
const session = await ort.InferenceSession.create(model, {
    executionProviders: ["cpu"], intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: "all", logSeverityLevel: 3,
});
const feed = { samples: new ort.Tensor("float32", samples, [1, 1, 1, samples.length]) };
const run = async () => (await session.run(feed))[session.outputNames[0]].data;

const latent = await run(); // the first run allocates
const ours = tensor("latent");
let difference = 0, square = 0;
ours.forEach((value, i) => { difference += (latent[i] - value) ** 2; square += value ** 2; });

const times = [];
for (const end = performance.now() + 1e3 * Number(seconds); times.length < 3 || performance.now() < end;) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
console.log(JSON.stringify({
    name: `ONNX Runtime ${version}`, threads: Number(threads), runs: times.length,
    rtfx: samples.length / 24 / times[0], best_ms: times[0], median_ms: times[times.length >> 1],
    difference: Math.sqrt(difference / square),
}));
