import t from 'tap';
import { READABLE_FRAMES } from '../../../../src/audio/stream/bus-reader.js';
import { OPUS_FRAMES } from '../../../../src/audio/stream/sound-form.js';
import { machineOpus } from '../../../addon/opus/machine-opus.js';
import { EncoderRig } from './encoder-rig.js';
import { EDGES, music, reference, shared, snrInBands } from './quality.js';
import { Timeline } from './timeline.js';

const addon = machineOpus();
if (addon !== undefined) {
  t.test('beside newcomers, each band is as clean as from libopus itself at the same rate', async (t) => {
    for (const frames of OPUS_FRAMES) {
      const count = Math.ceil(57_600 / frames);
      const [ours, theirs] = [shared(addon, frames, count), reference(addon, frames, count)].map((list) =>
        snrInBands(addon, frames, list),
      );
      for (const [band, db] of ours!.entries()) {
        const what = `${frames} frames, ${EDGES[band]} to ${EDGES[band + 1]} Hz: ${db.toFixed(1)} dB`;
        t.ok(db > theirs![band]! - 0.5, `${what}, libopus itself ${theirs![band]!.toFixed(1)} dB`);
      }
    }
  });

  t.test('a frame is encoded once; a late listener still gets it, and the frames of a small gap', async (t) => {
    const rig = new EncoderRig(addon, music);
    const [early, late] = [rig.join(240), rig.join(240)];
    const packets = Array.from({ length: 40 }, (_, k) => rig.take(early, k));
    t.same(
      Array.from({ length: 40 }, (_, k) => rig.take(late, k)),
      packets,
    );
    t.equal(rig.pool.figures().encoded, 40);
    rig.take(early, 45);
    t.ok(rig.take(late, 41) !== undefined, 'it was encoded on the way');
    t.equal(rig.pool.figures().encoded, 46);
  });

  t.test('the first frame of a newcomer is coded alone: a fresh decoder is right from the next one on', async (t) => {
    const rig = new EncoderRig(addon, music);
    const first = rig.join(240);
    for (let k = 0; k < 50; k++) rig.take(first, k);
    const newcomer = rig.join(240, rig.first(50, 240));
    const timeline = new Timeline(addon);
    for (let k = 50; k < 70; k++) {
      rig.take(first, k);
      timeline.opus(rig.first(k, 240), 240, rig.take(newcomer, k)!);
    }
    const { levelDb, snrDb } = timeline.against(music, rig.first(51, 240), rig.first(55, 240));
    t.ok(Math.abs(levelDb) < 0.2 && snrDb > 15, `${levelDb.toFixed(2)} dB, ${snrDb.toFixed(1)} dB of signal to noise`);
  });

  t.test('after a jump the encoder begins anew, with the sound before it as its past', async (t) => {
    const rig = new EncoderRig(addon, music);
    const use = rig.join(240);
    const timeline = new Timeline(addon);
    for (const k of [...Array(30).keys(), ...Array.from({ length: 10 }, (_, i) => 60 + i)])
      timeline.opus(rig.first(k, 240), 240, rig.take(use, k)!);
    const { levelDb, snrDb } = timeline.against(music, rig.first(60, 240), rig.first(68, 240));
    t.ok(Math.abs(levelDb) < 0.2 && snrDb > 15, `${levelDb.toFixed(2)} dB, ${snrDb.toFixed(1)} dB of signal to noise`);
    t.equal(rig.pool.figures().encoded, 40);
  });

  t.test('overwritten sound is never encoded, and what comes after it is', async (t) => {
    const rig = new EncoderRig(addon, music);
    const use = rig.join(480);
    rig.take(use, 0);
    rig.mix(READABLE_FRAMES + 960);
    t.equal(rig.take(use, 1), undefined);
    t.ok(rig.take(use, 40) !== undefined);
  });

  t.test('when the oldest listener leaves, the others go on without a seam; the last closes the encoder', async (t) => {
    const rig = new EncoderRig(addon, music);
    const [oldest, other] = [rig.join(240), rig.join(240)];
    const timeline = new Timeline(addon);
    for (let k = 0; k < 60; k++) {
      if (k < 30) rig.take(oldest, k);
      else if (k === 30) oldest.leave();
      timeline.opus(rig.first(k, 240), 240, rig.take(other, k)!);
    }
    const { snrDb } = timeline.against(music, rig.first(28, 240), rig.first(34, 240));
    t.ok(snrDb > 15, `${snrDb.toFixed(1)} dB of signal to noise around the change`);
    t.equal(rig.pool.figures().encoders, 1);
    other.leave();
    other.leave();
    t.match(rig.pool.figures(), { encoders: 0, encoded: 60 });
  });
}
