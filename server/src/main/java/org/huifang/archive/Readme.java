package org.huifang.archive;

import java.util.stream.Collectors;

/** {@code README.txt}: what the volume is and how to check, read and play it, in Chinese and English. Names no customer. */
final class Readme {
    static final String NAME = "README.txt";
    private static final String TEXT = """
            回访录音归档  %1$s  第 %2$d 卷
            ==========================================
            %3$s 于 %1$s（%4$s）结束的通话录音。归档编号 %5$s。
            index.html     用浏览器打开，无需网络即可查找、播放
            manifest.csv   清单（可用电子表格打开）；manifest.json 供程序读取
            sounds/        录音原编码（Opus/Ogg、FLAC 或 MP3），立体声：左为坐席，右为客户
            SHA256SUMS     每个文件的校验值
            ledger/        台账证明：SHA256SUMS 的校验值在签名的审计台账中

            校验（Linux、macOS）：在本文件夹中运行
                sha256sum -c SHA256SUMS
            Windows：certutil -hashfile 文件 SHA256，与 SHA256SUMS 中的值比较。
            连同台账一起校验（只需程序，不需要数据库和网络）：
                ./huifang verify 本文件夹 --key ledger.pub
            %6$s
            清单中没有声音的录音注明原因：
            %7$s

            Recordings of callbacks, %1$s, volume %2$d
            ==========================================
            Calls of %3$s that ended in %1$s (%4$s). Archive %5$s.
            index.html     open it in a browser: finds and plays, without network
            manifest.csv   the list, for spreadsheets; manifest.json is for programs
            sounds/        the sounds as they were encoded (Opus in Ogg, FLAC or MP3), stereo: agent left, customer right
            SHA256SUMS     checksums of all files
            ledger/        proof: the checksum of SHA256SUMS stands in the signed audit ledger

            To check (Linux, macOS), in this folder:
                sha256sum -c SHA256SUMS
            Windows: certutil -hashfile FILE SHA256, and compare with SHA256SUMS.
            With the ledger (needs the program, neither database nor network):
                ./huifang verify THIS-FOLDER --key ledger.pub
            %8$s
            Recordings that are listed without sound say why:
            %7$s
            """;
    private static final String OPEN_ZH = """

            本卷已加密给 OpenPGP 公钥 %1$s。
            先校验，再用 GnuPG（Windows：Gpg4win）在本文件夹中解密：
                find . -name '*.gpg' -exec gpg --decrypt-files {} +
            然后可用 sha256sum -c CONTENTS.sha256 核对解密后的文件。
            """;
    private static final String OPEN_EN = """

            This volume is encrypted to the OpenPGP key %1$s.
            Check it first, then decrypt it in this folder with GnuPG (Windows: Gpg4win):
                find . -name '*.gpg' -exec gpg --decrypt-files {} +
            Then sha256sum -c CONTENTS.sha256 checks the decrypted files.
            """;

    private Readme() {}

    /** @param recipient fingerprint; empty: not encrypted */
    static String text(ArchiveJob job, int number, String recipient) {
        String reasons = WithoutSound.all().entrySet().stream()
                .map(one -> "    " + one.getKey() + "  " + one.getValue())
                .collect(Collectors.joining("\n"));
        return TEXT.formatted(
                job.month(),
                number,
                job.unit(),
                job.zone().getId(),
                job.id(),
                recipient.isEmpty() ? "" : OPEN_ZH.formatted(recipient),
                reasons,
                recipient.isEmpty() ? "" : OPEN_EN.formatted(recipient));
    }
}
