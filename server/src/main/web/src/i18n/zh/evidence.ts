export const evidence = {
  title: '证据包',
  make: '出具证据包',
  askTitle: '为这次回访出具证据包？',
  askText: '包含全部呼叫、录音原件、短信及回执、收听记录和审计日志的证明。先登记您的姓名和原因，然后下载；未经授权不得外传。',
  empty: '还没有出具过',
  emptyText: '证据包可在没有本系统的电脑上核对。',
  hash: 'ZIP 的 SHA-256',
  state: { ORDERED: '待下载', MAKING: '制作中', SENDING: '下载中', DONE: '已出具', BROKEN: '未完成' },
  progress: { ORDERED: '准备中…', MAKING: '正在收集事实并取得日志证明…', SENDING: '已发送 {percent}%', DONE: '证据包已完整下载', BROKEN: '没有完成，文件不完整；请重新出具' },
}
