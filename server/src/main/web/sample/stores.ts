const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const move = { from: 'folder', to: 's3', askedBy: '林主管', failed: 0 }

/** One move under way that stands still, one done with a damaged file. */
export const recordingMoves = {
  stores: ['folder', 's3'],
  compared: { endedAt: ago(190), seen: 402_131, found: 3, beganAt: ago(12), seenSoFar: 61_500 },
  items: [
    { ...move, id: 'm2', sealedBefore: ago(60 * 24 * 90), reason: '对象存储扩容后继续迁移', askedAt: ago(42), state: 'RUNNING', moved: 18_204, bytes: 31_457_280_000, waiting: 10_000, problem: 'S3 did not answer for head of 2026/08/02/…: connect timed out' },
    { ...move, id: 'm1', sealedBefore: ago(60 * 24 * 365), reason: '一年以上的录音加锁保存', askedAt: ago(60 * 24 * 12), endedAt: ago(60 * 24 * 11), state: 'DONE', moved: 402_117, bytes: 693_000_000_000, failed: 2, waiting: -1 },
  ],
}

export const masterKeys = {
  keys: [
    { id: '0b7c1d9e4f2a48c6a1b2c3d4e5f60718', readBy: ['node-1', 'node-2'], inUse: false, wrapsKeys: true },
    { id: '9f3e5a7b1c2d4e6f8091a2b3c4d5e6f7', readBy: ['node-1', 'node-2'], inUse: true, wrapsKeys: true },
  ],
  rotations: [{ id: 'r1', toMaster: '9f3e5a7b1c2d4e6f8091a2b3c4d5e6f7', reason: '每年更换', askedBy: '林主管', askedAt: ago(3), rewrapped: 128_400 }],
}
