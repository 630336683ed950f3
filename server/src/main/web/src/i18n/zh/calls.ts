/** Words for what the server sends as codes. */
export const presence = {
  LOGGED_OUT: '未签入',
  READY: '就绪',
  RESERVED: '已预留',
  ON_CALL: '通话中',
  AFTER_CALL: '话后处理',
  PAUSED: '小休',
}

export const callState = {
  ORIGINATING: '拨号中',
  RINGING: '振铃中',
  ANSWERED: '已接听',
  BRIDGED: '通话中',
  UNKNOWN: '情况不明',
}

export const callbackState = {
  WAITING: '待拨',
  LIVE: '进行中',
  WRAP_UP: '话后处理',
  DONE: '已完成',
  EXHAUSTED: '多次未接',
  CANCELLED: '已取消',
  REVIEW: '待主管处理',
  UNKNOWN: '情况不明',
}

export const outcome = {
  ANSWERED: '已通话',
  ABANDONED: '接通前挂断',
  NO_ANSWER: '无人接听',
  RANG_SHORT: '振铃不足',
  BUSY: '忙线',
  REJECTED: '拒接',
  INVALID_NUMBER: '空号',
  UNREACHABLE: '无法接通',
  CONGESTION: '线路拥塞',
  TRUNK_DEAD: '中继故障',
  NO_RINGING: '未振铃',
  ORIGINATE_FAILED: '外呼失败',
  NEVER_SENT: '未发出',
  SERVER_STOPPED: '系统停机中断',
  PBX_LOST: '电话系统中断',
  GAVE_WAY: '让给来电',
  NOT_PUT_THROUGH: '未接入坐席',
  UNKNOWN: '结果不明',
}

export const outcomeText = {
  ANSWERED: '客户接听并与坐席通话。',
  ABANDONED: '客户接听后，在坐席接入之前挂断。',
  NO_ANSWER: '按规则振铃满时长，无人接听。',
  RANG_SHORT: '振铃未满规定时长就结束，不计入次数。',
  BUSY: '客户正在通话。',
  REJECTED: '客户按键拒接。',
  INVALID_NUMBER: '网络报告号码不存在。',
  UNREACHABLE: '客户关机或不在服务区。',
  CONGESTION: '运营商或中继没有空闲线路，属于系统问题，不算客户未接。',
  TRUNK_DEAD: '中继没有响应，属于系统问题，不算客户未接。',
  NO_RINGING: '已拨出，但从未收到振铃信号。',
  ORIGINATE_FAILED: '呼叫没有成功发起。',
  NEVER_SENT: '呼叫没有发往线路，可以安全重拨。',
  SERVER_STOPPED: '系统停机时结束了呼叫。',
  PBX_LOST: '客户接听之前电话系统中断。',
  GAVE_WAY: '客户恰好打来电话，我方外呼随即结束。',
  NOT_PUT_THROUGH: '客户打来电话，接到坐席之前就结束了。',
  UNKNOWN: '无法确定客户是否接到呼叫；不会自动重拨，等待人工核实。',
}

export const basis = {
  RINGING_180: '自 180 振铃起计',
  PROGRESS_183: '自 183 早期媒体起计',
  NONE: '未振铃',
}

/** The same where there is little room. */
export const basisShort = {
  RINGING_180: '自 180 起',
  PROGRESS_183: '自 183 起',
}

export const endedBy = {
  CUSTOMER: '客户',
  AGENT: '坐席',
  SERVER: '系统',
  NETWORK: '网络',
  NOBODY_KNOWS: '不明',
}

export const source = {
  EVENTS: '实时事件',
  CEL: '通话日志补录',
  NEVER_SENT: '确认未发出',
  PERSON: '人工确认',
}

export const recordingState = {
  PENDING: '录音处理中',
  SEALED: '录音已封存',
  PARTIAL: '录音不完整',
  MISSING: '录音缺失',
  FAILED: '录音处理失败',
  PURGED: '录音已清除',
}

export const campaignState = {
  DRAFT: '草稿',
  ACTIVE: '启用中',
  PAUSED: '已暂停',
  CLOSED: '已结束',
}
