"""A listening test taken in headless Chromium, from its page to what `spk listen --results` says of it:
listen_test.py SPK CLIP [SCREENSHOT [PICTURE]].
"""
import csv
import glob
import os
import subprocess
import sys
import tempfile
import time

from webdriver import browser

# Codecs that need no model: worse and worse.
CODECS = {'rate20k': 'sox {in} -r 20000 {out}', 'rate4k': 'sox {in} -r 4000 {out}'}
SCORES = {'reference': 100, 'anchor70': 80, 'rate20k': 90, 'anchor35': 40, 'rate4k': 10}
ARROW_UP, ARROW_DOWN, HOME, END = '\ue013', '\ue015', '\ue011', '\ue010'


def make_test(spk, clip, folder):
    music = os.path.join(folder, 'music')
    os.mkdir(music)
    for number, start in enumerate((2, 6, 11)):
        subprocess.run(['sox', clip, f'{music}/{number}.flac', 'trim', str(start), '3'], check=True)
    out = os.path.join(folder, 'test')
    subprocess.run([spk, 'listen', '-q', music, '-o', out,
                    *(word for name in CODECS for word in ('--codec', f'{name}={CODECS[name]}'))], check=True)
    return out + '/test.html'


def wait_for(page, condition):
    for _ in range(200):
        if page.run('return Boolean(' + condition + ')'):
            return
        time.sleep(0.05)
    raise AssertionError(f'never: {condition}')


def check_sound(page):
    """All stimuli are decoded, of one length; what is chosen is heard, and no other; the loop is kept to."""
    lengths = page.run('return player.buffers.map(buffer => buffer.length)')
    assert lengths == [3 * 48000] * 6, lengths
    assert page.run('return player.buffers[0].sampleRate') == 48000
    page.press('b')
    wait_for(page, 'player.gains.every((gain, i) => gain.gain.value === (i === 2 ? 1 : 0))')
    page.run('setLoop(0.5, 0.75)')
    assert page.run('return player.sources.map(source => [source.loopStart, source.loopEnd])') == [[1.5, 2.25]] * 6
    seen = []
    for _ in range(30):
        seen.append(page.run('return player.position'))
        time.sleep(0.05)
    assert min(seen) >= 1.5 and max(seen) <= 2.25 and seen != sorted(seen), seen
    page.click('#whole')
    page.press(' ')
    assert not page.run('return player.playing')
    page.press(' ')
    assert page.run('return player.playing && player.heard') == 2


def rate_all(page, by_keys):
    names = page.run('return shown.slice(1).map(stimulus => stimulus.stimulus)')
    assert sorted(names) == sorted(SCORES), names
    for index, name in enumerate(names):
        assert page.run('return byId("next").disabled')
        score = SCORES[name]
        if by_keys:
            page.press(chr(ord('a') + index))
            page.press((END + ARROW_DOWN * (100 - score)) if score > 50 else (HOME + ARROW_UP * score))
        else:
            page.click(f'.stimulus:nth-child({index + 1}) button')
            page.run(f'const slider = sliders()[{index}]; slider.value = {score};'
                     'slider.dispatchEvent(new Event("input"))')
        assert page.run(f'return [player.heard, ratings[{index + 1}].score]') == [index + 1, score]
    return names


def take_test(page, screenshot):
    page.click('#listener')
    page.press('=A, "b" c')
    page.click('#begin')
    orders = []
    for trial in range(3):
        wait_for(page, f'!byId("trial").hidden && results.length === {trial} && player.loop[1] === 3')
        if trial == 0:
            check_sound(page)
        orders.append(rate_all(page, by_keys=trial != 1))
        if trial == 0 and screenshot:
            page.screenshot(screenshot)
        if trial == 1:
            page.click('#next')
        else:
            page.press('\ue007')  # Enter
    wait_for(page, '!byId("end").hidden')
    assert not page.run('return player.playing')
    page.click('#save')
    return orders


def saved(folder):
    for _ in range(100):
        files = glob.glob(folder + '/ratings-*.csv')
        if files:
            return files[0]
        time.sleep(0.1)
    raise AssertionError('nothing was saved')


def check_ratings(path):
    with open(path, newline='', encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 15, rows
    assert {row['listener'] for row in rows} == {'\'=A, "b" c'}, rows[0]
    assert {row['trial_id'] for row in rows} == {'01-0', '02-1', '03-2'}, rows
    assert all(int(row['rating_score']) == SCORES[row['rating_stimulus']] for row in rows), rows
    assert all(float(row['rating_time']) > 0 for row in rows)


def main():
    spk, clip = sys.argv[1:3]
    screenshot, picture = (sys.argv[3:] + [None, None])[:2]
    with tempfile.TemporaryDirectory() as folder, browser(folder) as page:
        page.open('file://' + make_test(spk, clip, folder))
        orders = take_test(page, screenshot)
        assert len({tuple(order) for order in orders}) > 1, orders  # 1 in 14400 otherwise
        path = saved(folder)
        check_ratings(path)
        assert page.log() == [], page.log()
        table = subprocess.run([spk, 'listen', '--results', path, '-o', picture or folder + '/results.svg'],
                               check=True, stdout=subprocess.PIPE, text=True).stdout
        means = {line.split()[0]: float(line.split()[3]) for line in table.split('\n\n')[0].splitlines()[1:]}
        assert means == SCORES, table


main()
