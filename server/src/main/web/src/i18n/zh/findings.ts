export const findings = {
  lead: '每小时核对一次已接通的通话、录音记录和文件；不该如此的都列在这里。对象存储中的全部内容也逐页核对。',
  which: '显示哪些',
  empty: '没有这样的录音',
  emptyText: '每小时核对一次，最近一次没有发现。',
  found: '发现时间',
  what: '问题',
  call: '通话',
  state: '状态',
  explanation: '说明',
  explain: '说明原因',
  explainAgain: '改写说明',
  explainText: '说明连同您的姓名一起保存，并写入审计日志。',
  kept: '已保存说明',
}

export const findingKind = {
  MISSING: '没有录音',
  SEAL_FAILED: '录音无法封存',
  TOO_SHORT: '录音比通话短',
  AGENT_SILENT: '坐席一侧没有声音',
  CUSTOMER_SILENT: '客户一侧没有声音',
  AGENT_LEG_MISSING: '缺坐席一侧',
  CUSTOMER_LEG_MISSING: '缺客户一侧',
  MIXED_ONLY: '只有混音',
  HEADER_REPAIRED: '录音中断，长度由文件大小推算',
  DAMAGED: '封存的文件丢失或损坏',
  ORPHAN: '不属于任何通话的文件',
  ADOPTED: '无记录的录音已补登记',
  WITHOUT_CALL: '录音没有对应的通话',
  LEFTOVER_DIFFERS: '残留的原始文件与封存内容不同',
  DELETE_MARKER: '在对象存储中被删除过；封存的版本仍在',
}

export const findingState = { OPEN: '未处理', EXPLAINED: '已说明', RESOLVED: '已不存在' }

export const pauseReason = { CARD_NUMBER: '卡号或密码', CUSTOMER_ASKED: '客户要求' }

export const gaps = { title: '未录音', open: '仍在暂停' }
