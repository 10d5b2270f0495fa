/**
 * Records what a ScriptProcessorNode really put out, beside its user. Each requested block carries its number on a
 * third side, and a worklet behind it reads the numbers back. Only a secure origin has the worklet, and there the
 * player would not take the script processor. So worklets are hidden from the page.
 */

/** Frames put out twice, or never rendered. */
export interface ReallyLost {
  /** Frames per block of the node. */
  readonly blockFrames: number;
  /** Blocks that the node requested. */
  readonly calls: number;
  /** Frames put out, and how many of them were lost. */
  readonly frames: number;
  readonly lostFrames: number;
}

const READER = `registerProcessor('reader', class extends AudioWorkletProcessor {
  constructor({ processorOptions }) {
    super();
    this.perBlock = processorOptions.blockFrames / 128;
    this.times = new Map();
    this.frames = 0;
    this.lostFrames = 0;
  }
  process([input]) {
    const numbers = input[2];
    const number = numbers ? numbers[127] : 0;
    // Before the first block is rendered, nothing counts as lost.
    if (number === 0 && this.frames === 0) return true;
    const times = (this.times.get(number) ?? 0) + 1;
    this.times.set(number, times);
    this.frames += 128;
    if (number === 0 || times > this.perBlock) this.lostFrames += 128;
    if (this.frames % 8192 === 0) this.port.postMessage({ frames: this.frames, lostFrames: this.lostFrames });
    return true;
  }
});`;

/** Runs in the page before its own scripts; `globalThis.reallyLost` has one entry for each node made, in order. */
export const NUMBERED_BLOCKS = `(() => {
  const worklet = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'audioWorklet')?.get;
  // The empty page before the first one has no origin.
  if (!worklet) return;
  delete BaseAudioContext.prototype.audioWorklet;
  const reader = URL.createObjectURL(new Blob([${JSON.stringify(READER)}], { type: 'text/javascript' }));
  globalThis.reallyLost = [];
  const create = BaseAudioContext.prototype.createScriptProcessor;
  BaseAudioContext.prototype.createScriptProcessor = function (blockFrames, inputs) {
    const node = create.call(this, blockFrames, inputs, 3);
    const lost = { blockFrames, calls: 0, frames: 0, lostFrames: 0 };
    globalThis.reallyLost.push(lost);
    node.addEventListener('audioprocess', ({ outputBuffer }) => outputBuffer.getChannelData(2).fill(++lost.calls));
    worklet.call(this).addModule(reader).then(() => {
      const ear = new AudioWorkletNode(this, 'reader', { processorOptions: { blockFrames }, channelCount: 3, channelCountMode: 'explicit', channelInterpretation: 'discrete' });
      ear.port.onmessage = ({ data }) => Object.assign(lost, data);
      node.connect(ear);
    });
    return node;
  };
})();`;
