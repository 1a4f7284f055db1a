"""The page of `spk report` in headless Chromium: report_test.py SPK CLIP [SCREENSHOT]."""
import math
import os
import shutil
import subprocess
import sys
import tempfile
import wave

from webdriver import browser

DURATION = 4


def write_sweep(path, speed):
    with wave.open(path, 'wb') as out:
        out.setparams((1, 2, 22050, 0, 'NONE', ''))
        out.writeframes(b''.join(
            int(9000 * math.sin(speed * i * i)).to_bytes(2, 'little', signed=True)
            for i in range(22050 * 7)))


def make_report(spk, clip, folder):
    music = os.path.join(folder, 'music')
    os.mkdir(music)
    shutil.copy(clip, os.path.join(music, 'b.flac'))
    write_sweep(os.path.join(music, 'a & <i>.wav'), 1e-6)
    write_sweep(os.path.join(music, 'c.wav'), 3e-6)
    page = os.path.join(folder, 'report.html')
    subprocess.run([spk, 'report', music, '--steps', '0,1', '--duration', str(DURATION), '-o', page],
                   check=True)
    return page


def column(page, index):
    return page.run(f'return [...document.querySelector("table").tBodies[0].rows]'
                    f'.map(row => row.cells[{index}].dataset.value)')


def click_head(page, index):
    page.run(f'document.querySelectorAll("thead button")[{index}].click()')


def check_sound_and_pictures(page):
    durations = page.run('''
        return Promise.all([...document.querySelectorAll("audio")].map(player =>
            new Promise(done => {
                if (player.readyState > 0 || player.error) done(player.duration);
                player.onloadedmetadata = () => done(player.duration);
                player.onerror = () => done(-1);
            })))''')
    assert len(durations) == 9, durations  # three recordings: original and two decodes
    assert all(abs(duration - DURATION) < 0.05 for duration in durations), durations
    widths = page.run('return [...document.images].map(image => image.naturalWidth)')
    assert len(widths) == 4 and min(widths) >= 800, widths


def check_playing(page):
    """Sound comes, and of one player at a time."""
    first, second = page.run('''
        return (async () => {
            const [first, second] = document.querySelectorAll("audio");
            await first.play();
            await new Promise(done => first.ontimeupdate = () => first.currentTime > 0 && done());
            await second.play();
            return [first.paused, second.paused];
        })()''')
    assert first and not second, (first, second)


def check_sorting(page):
    titles = page.run('return [...document.querySelectorAll("thead th")].map(e => e.textContent)')
    files = [os.path.basename(name) for name in column(page, 0)]
    assert files == ['a & <i>.wav'] * 2 + ['b.flac'] * 2 + ['c.wav'] * 2, files
    for title in ['SI-SNR', 'kbit/s', 'seconds']:
        index = titles.index(title)
        before = [float(value) for value in column(page, index)]
        assert len(set(before)) > 1, before
        click_head(page, index)
        assert [float(value) for value in column(page, index)] == sorted(before)
        click_head(page, index)
        assert [float(value) for value in column(page, index)] == sorted(before, reverse=True)
    click_head(page, 0)
    assert [os.path.basename(name) for name in column(page, 0)] == files
    total = page.run('return document.querySelector("tfoot td").textContent')
    assert total == 'total', total


def main():
    spk, clip = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder, browser() as page:
        page.open('file://' + make_report(spk, clip, folder))
        check_sound_and_pictures(page)
        check_playing(page)
        check_sorting(page)
        loaded = page.run('return performance.getEntriesByType("resource").map(e => e.name)')
        assert all(name.startswith('data:') for name in loaded), [name[:80] for name in loaded]
        assert page.log() == [], page.log()
        if len(sys.argv) > 3:
            page.screenshot(sys.argv[3])


main()
