package org.huifang.archive;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** {@code index.html}: lists and plays the sounds in any browser, without network. Every value is escaped. */
final class IndexPage implements VolumeList {
    static final String NAME = "index.html";
    private static final String HEAD = """
            <!doctype html>
            <html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; media-src 'self' file:; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
            <title>%1$s</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 0; color: #1d2126; background: #fff; }
            header { position: sticky; top: 0; background: #f4f6f8; padding: .7rem 1rem; border-bottom: 1px solid #cfd6dd; }
            h1 { font-size: 1.1rem; margin: 0 0 .4rem; } p { margin: .2rem 0; } audio { width: 100%%; max-width: 44rem; }
            input { font: inherit; padding: .3rem .5rem; width: 100%%; max-width: 30rem; box-sizing: border-box; }
            table { border-collapse: collapse; width: 100%%; } th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid #e3e8ec; vertical-align: top; overflow-wrap: anywhere; }
            tr[aria-current] { background: #e6f2ea; } button { font: inherit; padding: .2rem .7rem; } .quiet { color: #5b6670; font-size: .85em; }
            @media (max-width: 40rem) { thead { display: none; } tr { display: block; padding: .5rem 1rem; border-bottom: 1px solid #cfd6dd; } td { display: block; border: 0; padding: .1rem 0; } }
            </style></head><body>
            <header><h1>%1$s</h1>
            <p class="quiet">%2$s · %3$s · 第 %4$d 卷 / volume %4$d</p>
            <p><label>查找 / Find <input id="find" type="search" autocomplete="off"></label></p>
            <audio id="player" controls preload="none"></audio></header>
            <main><table><thead><tr><th>时间 / Time</th><th>项目 / Campaign</th><th>坐席 / Agent</th><th>客户 / Customer</th><th>号码 / Number</th><th>时长 / Length</th><th>播放 / Play</th></tr></thead><tbody>
            """;
    private static final String TAIL = """
            </tbody></table></main>
            <script>
            const player = document.getElementById('player');
            document.addEventListener('click', event => {
              const button = event.target.closest('button[data-file]');
              if (!button) return;
              document.querySelectorAll('tr[aria-current]').forEach(row => row.removeAttribute('aria-current'));
              button.closest('tr').setAttribute('aria-current', 'true');
              player.src = button.dataset.file;
              player.play();
            });
            document.getElementById('find').addEventListener('input', event => {
              const wanted = event.target.value.trim().toLowerCase();
              document.querySelectorAll('tbody tr').forEach(row => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
            });
            </script></body></html>
            """;

    private final VolumeFolder.VolumeFile out;
    private final ArchiveJob job;

    IndexPage(VolumeFolder folder, ArchiveJob job, int number) throws IOException {
        this.job = job;
        out = folder.create(NAME);
        out.text(HEAD.formatted(
                "录音归档 / Recordings " + job.month(),
                escaped(job.unit()),
                escaped(job.zone().getId()),
                number));
    }

    @Override
    public void add(ArchivedLine line) throws IOException {
        ArchivedCall call = line.call();
        out.text("<tr id=\"r" + call.id() + "\"><td>" + LocalTimes.text(call.startedAt(), job.zone())
                + " <span class=\"quiet\">" + call.id() + "</span></td>"
                + cell(call.campaignCode(), call.campaign()) + cell(call.agentCode(), call.agent())
                + cell(call.customer(), null) + cell(call.number(), null)
                + "<td>" + length(call.durationMs()) + "</td><td>" + play(line) + "</td></tr>\n");
    }

    @Override
    public void end(boolean last) throws IOException {
        out.text(TAIL);
        out.close();
    }

    private static String play(ArchivedLine line) {
        return line.file() == null
                ? WithoutSound.said(String.valueOf(line.without()))
                : "<button type=\"button\" data-file=\"" + escaped(line.file()) + "\">▶ 播放 / Play</button>";
    }

    private static String cell(@Nullable String code, @Nullable String name) {
        return "<td>" + escaped(code) + (name == null ? "" : " <span class=\"quiet\">" + escaped(name) + "</span>")
                + "</td>";
    }

    private static String length(@Nullable Long ms) {
        return ms == null ? "" : "%d:%02d".formatted(ms / 60_000, ms / 1000 % 60);
    }

    static String escaped(@Nullable String text) {
        return text == null
                ? ""
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }
}
