export const inbound = {
  lead: '客户看到未接来电后打来的电话：接给了谁；没有接到的，何时回拨。',
  empty: '还没有来电',
  emptyText: '中继把来电送到 huifang-inbound 后，就会列在这里。',
  at: '时间',
  caller: '来电人',
  result: '结果',
  waited: '等待',
  late: '超过三声',
  again: '回拨',
  unknown: '不认识的号码',
  withheld: '没有号码',
  missedOnly: '只看没接到的',
}

export const inboundState = {
  RINGING: '正在响铃',
  PUT_THROUGH: '已接给坐席',
  ANSWERED: '已通话',
  MISSED: '没有接到',
}

export const missedReason = {
  NOBODY_READY: '没有空闲坐席',
  GAVE_UP: '客户在响铃时挂断',
  UNKNOWN_CALLER: '号码不属于任何客户',
  NO_NUMBER: '没有可用的来电号码',
  NO_CALLBACK: '该客户没有待办的回访',
  ALREADY_TALKING: '正与该客户通话',
  NOT_TAKEN: '该项目不接来电',
  CLOSED: '当时不接通话：不能录音或正在停机',
  NO_SERVER: '当时服务器不在',
  SERVER_LOST: '响铃时服务器中断',
  NOT_CONNECTED: '接到坐席之前中断',
  UNKNOWN_FATE: '无法得知结果，已由人工处理',
}
