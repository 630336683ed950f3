package org.huifang.evidence;

/** What whoever opens a package reads first. */
final class Readme {
    static final String TEXT = """
            回访证据包
            ==========
            report.html    可读报告，用浏览器打开
            manifest.json  全部事实：每次呼叫、录音、短信与回执、收听与授权记录、保全
            sound/         录音原文件，与封存时逐字节相同
            ledger/        审计日志的证明：有关条目、签名的日志头、见证回执、公钥
            SHA256SUMS     所有文件的 SHA-256

            核对
            1. 文件完整：sha256sum -c SHA256SUMS
            2. 日志头的签名：
               for h in ledger/head-*.txt; do openssl pkeyutl -verify -pubin -inkey ledger/ledger.pem -rawin -in $h -sigfile ${h%.txt}.sig; done
            3. 全部核对：huifang verify 本文件.zip --key ledger.pub
            公钥 ledger.pub 须由出具单位另行提供（或核对其公布的指纹）；只用包内的公钥，只能证明包内各部分相互一致。

            Evidence package of a callback
            ==============================
            report.html    the report, for any browser
            manifest.json  all facts: each call, recording, message with receipts, who listened, grants, holds
            sound/         the recordings, byte for byte as they were sealed
            ledger/        the proof of the audit log: entries, signed heads, receipts of witnesses, public key
            SHA256SUMS     SHA-256 of every file

            How to check
            1. The files are whole: sha256sum -c SHA256SUMS
            2. The signatures of the log's heads:
               for h in ledger/head-*.txt; do openssl pkeyutl -verify -pubin -inkey ledger/ledger.pem -rawin -in $h -sigfile ${h%.txt}.sig; done
            3. Everything: huifang verify THIS.zip --key ledger.pub
            Get the public key ledger.pub (or its fingerprint) from the issuer by another way: the key in the package alone proves
            only that the parts of the package agree with one another.
            """;

    private Readme() {}
}
