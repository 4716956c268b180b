import { deepEqual, equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Download, downloadsOf, pipedScripts } from '../../rules/model/downloads.ts';
import { useOf, verifies } from '../../rules/model/downloadUses.ts';
import { invocationsOf } from '../../rules/model/invocations.ts';
import type { Command } from '../../rules/model/nodes.ts';
import { packagesOf } from '../../rules/model/packages.ts';

function run(text: string): Command {
  return { kind: 'Command', span: { start: 0, end: text.length }, by: 'RUN', form: 'shell', text, owner: 'records' };
}

suite('what a command runs', () => {
  const programs = (text: string): string[] =>
    invocationsOf(run(text)).map(({ program, words }) => [program, words.length].join(' '));

  test('is found behind what only starts it', () => {
    deepEqual(programs('sudo -u records -E /usr/bin/CURL.exe x'), ['curl 2']);
    deepEqual(programs('env A=1 B=2 timeout -k 5 30 gosu records:records tini -- curl x y'), ['curl 3']);
    deepEqual(programs('find . | xargs -n 1 -P 4 rm -f'), ['find 2', 'rm 2']);
    deepEqual(programs('nice -n 5 nohup curl'), ['curl 1']);
  });

  test('is the starter itself when it starts nothing', () => {
    deepEqual(programs('sudo -l; env; timeout 5'), ['sudo 2', 'env 1', 'timeout 2']);
  });

  test('is nothing when variables are set only', () => {
    deepEqual(programs('A=1; curl x'), ['curl 2']);
  });
});

suite('what a command downloads', () => {
  const downloads = (text: string): string[] =>
    downloadsOf(run(text)).map(({ url, file = '|' }: Download) => `${url.replace('https://h.example/', '')} ${file}`);

  test('goes to the output, to a file, or to one called as in its URL', () => {
    deepEqual(downloads('curl -fsSL https://h.example/a'), ['a |']);
    deepEqual(downloads('curl -fsSLo b https://h.example/a'), ['a b']);
    deepEqual(downloads('curl https://h.example/a --output=b'), ['a b']);
    deepEqual(downloads('curl -LO https://h.example/p/a.tgz?token=x'), ['p/a.tgz?token=x a.tgz']);
    deepEqual(downloads('curl https://h.example/a > /tmp/b 2>&1'), ['a /tmp/b']);
    deepEqual(downloads('curl https://h.example/a 2> /tmp/errors'), ['a |']);
    deepEqual(downloads('wget https://h.example/p/a.tgz'), ['p/a.tgz a.tgz']);
    deepEqual(downloads('wget -qO- https://h.example/a'), ['a |']);
    deepEqual(downloads('wget -nv -O - https://h.example/a'), ['a |']);
    deepEqual(downloads('wget -q -P /opt https://h.example/a https://h.example/b'), ['a /opt/a', 'b /opt/b']);
    deepEqual(downloads('aria2c -d /opt -o b https://h.example/a'), ['a /opt/b']);
    deepEqual(downloads('curl -o a https://h.example/a -o b https://h.example/b'), ['a a', 'b b']);
  });

  test('is not what is sent along', () => {
    deepEqual(
      downloads('curl -x http://proxy.example -e https://h.example/x -H "Origin: https://h.example" https://h.example/a'),
      ['a |'],
    );
    deepEqual(downloads('curl -I https://h.example/a; wget --spider https://h.example/a; echo curl https://h.example/a'), []);
  });

  test('is known through a variable that is set once', () => {
    deepEqual(downloads('base=https://h.example; curl "$base/a"'), ['a |']);
    deepEqual(downloads('curl "$base/a"'), []);
    deepEqual(downloads('b=https://h.example; b=https://i.example; curl "$b/a"'), []);
  });

  test('is run at once, or not', () => {
    const piped = (text: string): number => pipedScripts(run(text)).length;
    for (const tail of [
      'sh',
      'bash -s -- -y',
      'sudo -E bash -',
      'env A=1 sh -eux',
      'python3',
      'python3 - a',
      'perl - App::x',
      'php',
    ])
      equal(piped(`curl https://h.example/a | ${tail}`), 1, tail);
    for (const tail of [
      'jq .',
      'sh script.sh',
      'bash -c "cat"',
      'python3 -m json.tool',
      'perl -pe s/a/b/',
      'node -e x',
      'tee sh',
      'xargs sh',
    ])
      equal(piped(`curl https://h.example/a | ${tail}`), 0, tail);
    equal(piped('curl -o a https://h.example/a | sh'), 0);
    equal(piped('curl https://h.example/a | gunzip | sh && curl https://h.example/b | sh'), 2);
    equal(piped('sh -c "$(curl https://h.example/a)"'), 1);
    equal(piped('sh -c "echo $(curl https://h.example/a)"'), 0);
    equal(piped('bash <(curl https://h.example/a)'), 1);
    equal(piped('diff <(curl https://h.example/a) b'), 0);
    equal(piped('version=$(curl https://h.example/a) && sh -c "echo $version"'), 0);
  });
});

suite('what becomes of a download', () => {
  const use = (rest: string, first = 'curl -o f.tgz https://h.example/f.tgz'): string | undefined => {
    const command = run(`${first}${rest}`);
    return useOf(downloadsOf(command)[0]!, command);
  };

  test('tells programs from data', () => {
    equal(use(' && cat f.tgz'), undefined);
    equal(use(' && tar tf f.tgz'), undefined);
    equal(use(' && tar xzf f.tgz'), 'unpacked');
    equal(use(' && tar -C /opt -xf ./f.tgz'), 'unpacked');
    equal(use(' && tar --extract --file=f.tgz'), 'unpacked');
    equal(use(' && unzip "*.tgz"'), 'unpacked');
    equal(use(' && chmod 644 f.tgz'), undefined);
    equal(use(' && chmod 0755 f.tgz'), 'made executable');
    equal(use(' && chmod a+rx f.tgz'), 'made executable');
    equal(use(' && ./f.tgz'), 'run');
    equal(use(' && sh -e f.tgz'), 'run');
    equal(use(' && java -jar f.tgz'), 'run');
    equal(use(' && java -jar app.jar f.tgz'), undefined);
    equal(use(' && dpkg -i f.tgz'), 'installed');
    equal(use(' && mv f.tgz /usr/local/bin/f'), 'put among programs');
    equal(use(' && mv f.tgz /var/lib/records/'), undefined);
    equal(use(' && tar xzf other.tgz'), undefined);
    equal(use('', 'curl https://h.example/f.tgz | tar xz'), 'unpacked');
    equal(use('', 'curl https://h.example/f.tgz | tar t'), undefined);
    equal(use('', 'curl -o /usr/local/bin/f https://h.example/f'), 'put among programs');
  });

  test('may be checked', () => {
    for (const check of [
      'echo "$S f" | sha256sum -c',
      'sha512sum --check --status SUMS',
      'echo x | shasum -a 256 -c',
      'gpg --batch --verify f.asc f',
      'gpgv f.asc f',
      'cosign verify-blob --key k f',
      '[ "$(openssl dgst -sha256 f)" = "$S" ]',
      '[ "$(sha256sum f | cut -c1-64)" = "$S" ]',
      'sha256sum f | grep -q abc',
      'rpm -K f.rpm',
      './verify-download.sh f',
      'aria2c --checksum=sha-256=abc https://h.example/f',
    ])
      equal(verifies(run(check)), true, check);
    for (const none of [
      'sha256sum f',
      'gpg --import key',
      'echo sha256sum -c',
      'rpm -i f.rpm',
      'curl https://h.example/SHA256SUMS',
    ])
      equal(verifies(run(none)), false, none);
  });
});

suite('what a command installs', () => {
  const packages = (text: string): string[] => packagesOf(run(text)).map(({ system, name }) => `${system} ${name}`);

  test('has no versions, options and files', () => {
    deepEqual(packages('apt-get -o A=b install -y -t trixie-backports a=1.2 b:amd64 ./c.deb $d e/stable'), [
      'apt a',
      'apt b',
      'apt e',
    ]);
    deepEqual(packages('apk add --no-cache -X http://x -t .deps "a>=1" b~2 c@edge'), ['apk a', 'apk b', 'apk c']);
    deepEqual(packages('dnf -y --enablerepo crb install a b-1.2.3'), ['rpm a', 'rpm b']);
    deepEqual(packages('zypper -n in a; microdnf install b; pacman -Sy --noconfirm c'), ['rpm a', 'rpm b', 'pacman c']);
    deepEqual(packages('npm i -g a@1 @b/c@2; pip3 install -r r.txt "a[x]==1" b; python -m pip install c'), [
      'npm a',
      'npm @b/c',
      'pip a',
      'pip b',
      'pip c',
    ]);
    deepEqual(packages('apt-get update; apt-get install; echo apt-get install a'), []);
  });

  test('is what is left in the end', () => {
    deepEqual(packages('apt-get install -y a b && apt-get purge -y a'), ['apt b']);
    deepEqual(packages('apk add --virtual .deps a b && apk add c && apk del .deps'), ['apk c']);
    deepEqual(packages('apk del a && apk add a'), ['apk a']);
  });
});
