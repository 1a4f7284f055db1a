// The notes of recordings by Basic Pitch: `node transcribe.cjs BYTES…` reads one recording of so many
// bytes after the other from standard input, 16-bit mono samples at 22.05 kHz, and prints as its last
// line a JSON array with one array of notes for each: [onset in s, MIDI pitch]. NODE_PATH tells where
// the packages are.
const fs = require('fs');
const path = require('path');
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const { BasicPitch, noteFramesToTime, outputToNotesPoly } = require('@spotify/basic-pitch');

// As the package's example has them: thresholds of onsets and frames, 128 ms at least.
const ONSET = 0.5, FRAME = 0.3, SHORTEST_FRAMES = 11;

async function startBackend() {
  wasm.setWasmPaths(path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm')) + path.sep);
  await tf.setBackend('wasm');
  await tf.ready();
  // This version's kernel does not know the default of tf.fill, which Basic Pitch relies on.
  const fill = tf.getKernel('Fill', 'wasm');
  tf.unregisterKernel('Fill', 'wasm');
  tf.registerKernel({
    ...fill,
    kernelFunc: (call) =>
      fill.kernelFunc({ ...call, attrs: { ...call.attrs, dtype: call.attrs.dtype || 'float32' } }),
  });
}

function loadModel() {
  const folder = path.join(require.resolve('@spotify/basic-pitch'), '../../model');
  const { weightsManifest, ...model } = JSON.parse(fs.readFileSync(path.join(folder, 'model.json')));
  const weights = fs.readFileSync(path.join(folder, weightsManifest[0].paths[0]));
  return tf.loadGraphModel({
    load: async () => ({
      ...model,
      weightSpecs: weightsManifest[0].weights,
      weightData: weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength),
    }),
  });
}

async function transcribe(basicPitch, bytes) {
  const samples = new Float32Array(bytes.length / 2);
  for (let i = 0; i < samples.length; ++i) samples[i] = bytes.readInt16LE(2 * i) / 32768;
  const frames = [], onsets = [];
  const add = (moreFrames, moreOnsets) => {
    frames.push(...moreFrames);
    onsets.push(...moreOnsets);
  };
  await basicPitch.evaluateModel(samples, add, () => {});
  const notes = noteFramesToTime(outputToNotesPoly(frames, onsets, ONSET, FRAME, SHORTEST_FRAMES));
  return notes.map((note) => [note.startTimeSeconds, note.pitchMidi]);
}

async function main() {
  const input = fs.readFileSync(0);
  await startBackend();
  const basicPitch = new BasicPitch(loadModel());
  const recordings = [];
  let start = 0;
  for (const bytes of process.argv.slice(2).map(Number)) {
    recordings.push(await transcribe(basicPitch, input.subarray(start, start + bytes)));
    start += bytes;
  }
  console.log(JSON.stringify(recordings));
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
