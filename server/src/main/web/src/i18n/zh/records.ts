export const conflicts = {
  lead: '有利益冲突的坐席或部门不得回访该客户，所有项目立即生效。在客户页上添加。',
  add: '添加回避',
  addTitle: '谁不得回访 {name}？',
  addText: '立即生效，所有项目都遵守。',
  who: '回避对象',
  agent: '坐席',
  department: '部门',
  departmentHint: '与坐席资料中的部门名称一致。',
  choose: '请选择',
  wholeDepartment: '整个部门：{department}',
  saved: '已添加，立即生效。',
  empty: '没有利益冲突',
  emptyText: '在客户页上添加不得回访该客户的坐席或部门。',
  remove: '解除',
  removeTitle: '解除 {who} 对 {name} 的回避？',
  removeText: '此后可以由其回访该客户。',
  removed: '已解除。',
}

export const slots = {
  title: '客户自定时间',
  none: '没有，按项目的时段拨打。',
  text: '代替所有项目的时段，也可在平时不拨打的时间。待拨的回访立即改到这些时间。',
  times: '可以致电的时间',
  hint: '按客户当地时间，最多 10 段；全部删除则恢复项目的时段。',
  saved: '已保存，待拨的回访已改到新的时间。',
}

export const corrections = {
  lead: '通话中发现号码不对或由他人接听，需要更正客户资料。',
  open: '待更正',
  closed: '已更正',
  empty: '没有待更正的资料',
  emptyText: '坐席登记“号码不是本人”或“他人接听”后，会出现在这里。',
  emptyDone: '还没有更正过',
  what: '问题',
  since: '发现',
  closedAt: '更正',
  gone: '号码已移除',
  finish: '已更正',
  finishTitle: '{name} 的资料已更正？',
  finishText: '请先在客户页上改好号码。此任务会关闭。',
  numberIsRight: '号码其实是对的，去掉“有误”标记',
  done: '任务已关闭。',
}
export const correctionKind = { WRONG_NUMBER: '号码不是本人', OTHER_PERSON: '他人接听', INVALID_NUMBER: '空号' }

export const organisation = {
  lead: '对整个机构、所有项目都有效的设置。',
  limits: '每个号码的拨打上限',
  limitsText: '所有项目合计，每次拨打都算。下一次拨打即按新值执行。',
  numberPerDay: '每天',
  numberPerWeek: '每周（从周一起）',
  numberInAll: '总共',
  upTo: '1 到 {max}，留空则不限制。',
  noLimit: '不限制',
  shareBy: '下一通分给谁',
  shareByHint: '在就绪、且可以拨打这位客户的坐席中。',
  ways: { LONGEST_IDLE: '等待最久的坐席', FEWEST_CALLS: '今天拨打最少的坐席' },
  saved: '已保存，立即生效。',
  adminOnly: '只有管理员可以更改。',
}
