"""As much of the W3C WebDriver protocol as the tests need, to drive headless Chromium."""
import base64
import contextlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

ARGUMENTS = ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--window-size=1400,1600',
             '--autoplay-policy=no-user-gesture-required', '--mute-audio',
             '--host-resolver-rules=MAP * ~NOTFOUND']  # no network: pages must work without


class Browser:
    def __init__(self, port, profile, downloads):
        self.root = f'http://127.0.0.1:{port}/session'
        options = {'binary': shutil.which('chromium'),
                   'args': ARGUMENTS + [f'--user-data-dir={profile}'],
                   'prefs': {'download.default_directory': downloads}}
        self.root += '/' + self.call('', {'capabilities': {'alwaysMatch': {
            'goog:chromeOptions': options, 'goog:loggingPrefs': {'browser': 'ALL'}}}})['sessionId']

    def call(self, path, body):
        request = urllib.request.Request(self.root + path, json.dumps(body).encode(),
                                         {'Content-Type': 'application/json'})
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)['value']

    def open(self, url):
        self.call('/url', {'url': url})

    def run(self, script):
        """The value that the JavaScript returns; a promise is waited for."""
        return self.call('/execute/sync', {'script': script, 'args': []})

    def click(self, selector):
        element = self.call('/element', {'using': 'css selector', 'value': selector})
        self.call(f'/element/{next(iter(element.values()))}/click', {})

    def press(self, keys):
        """One key after the other, where the focus is."""
        actions = [{'type': kind, 'value': key} for key in keys for kind in ('keyDown', 'keyUp')]
        self.call('/actions', {'actions': [{'type': 'key', 'id': 'keyboard', 'actions': actions}]})

    def log(self):
        """What the console got since the last call."""
        return self.call('/se/log', {'type': 'browser'})

    def screenshot(self, path):
        with urllib.request.urlopen(self.root + '/screenshot', timeout=120) as answer:
            picture = json.load(answer)['value']
        with open(path, 'wb') as out:
            out.write(base64.b64decode(picture))

    def quit(self):
        urllib.request.urlopen(urllib.request.Request(self.root, method='DELETE'), timeout=60)


@contextlib.contextmanager
def browser(downloads='/nonexistent'):
    """Skips the test (exit 77) where there is no browser. What a page saves goes to the folder `downloads`."""
    if not (shutil.which('chromium') and shutil.which('chromedriver')):
        print('skipped: chromium and chromium-driver are not installed')
        sys.exit(77)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        driver = subprocess.Popen(['chromedriver', '--port=0'], stdout=subprocess.PIPE, text=True)
        try:
            port = next(match[1] for line in driver.stdout
                        if (match := re.search(r'successfully on port (\d+)', line)))
            page = Browser(port, profile, downloads)
            try:
                yield page
            finally:
                page.quit()
        finally:
            driver.terminate()
            driver.wait()
