import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { judgeSecretPath } from '../../rules/facts/secretPath.ts';

const each = (words: string): string[] => words.trim().split(/\s+/);

test('files that programs keep credentials in', () => {
  for (const path of each(`id_rsa .ssh/id_ed25519 keys/id_rsa_deploy id_rsa* *.pem tls/portal.key portal.p12 client.pfx truststore.jks app.keystore
    key.ppk vault.kdbx office.ovpn .env .env.production .env* portal.env .npmrc .yarnrc.yml .pypirc .netrc _netrc .pgpass .my.cnf .git-credentials
    .dockercfg .docker/config.json kubeconfig .kube/config credentials credentials.json service-account.json records-service-account-prod.json
    .aws .azure .gcp .config/gcloud .ssh .ssh/ .ssh/* authorized_keys terraform.tfstate prod.tfvars secrets.yaml .vault-token .htpasswd shadow wallet .git
    C:\\keys\\id_rsa secring.gpg private-key.asc`))
    ok(judgeSecretPath(path), path);
});

test('what only sounds like one', () => {
  for (const path of each(`id_rsa.pub keys/*.pub ca.pem ca-bundle.pem fullchain.pem portal-cert.pem chain.key root-ca.pem dhparam.pem nginx-signing.key
    .env.example .env.sample .env.template .env.dist .env.defaults auth.sh keys.js credentials.ts secrets.go keyring.py src/wallet.rs environment.ts
    .gitignore .gitattributes config.json kube/config.go npmrc.md secrets.yaml.example terraform.tfvars.example https://repo.example/apt.key . ./ * /app`))
    equal(judgeSecretPath(path), undefined, path);
});

test('the destination counts when the source says nothing', () => {
  ok(judgeSecretPath('\uFFFE', '/root/.ssh/id_rsa'));
  ok(judgeSecretPath('deploy', '/root/.pgpass'));
  equal(judgeSecretPath('server-cert.pem', '/etc/ssl/server.key'), undefined);
  equal(judgeSecretPath('config', '/root/.ssh/'), undefined);
});
