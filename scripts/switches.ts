import type { SwitchRow } from '../rules/facts/rows.ts';
import { keyOf } from '../rules/model/settingsText.ts';
import type { Row } from './csv.ts';

type Judged = Omit<SwitchRow, 'rule' | 'source' | 'verified' | 'effect'> & { readonly effect?: string };

/** The files whose switches are judged, and the rule each kind of row belongs to. */
const RULES: Readonly<Record<string, string>> = {
  'verify-off': 'disabled-tls-verification',
  'client-off': 'unencrypted-connection',
};
const JUDGED = new Set([
  'disabled-authentication',
  'disabled-tls-verification',
  'unencrypted-connection',
  'debug-mode',
  'phi-in-logs',
  'destructive-startup',
  'disabled-audit',
  'disabled-logging',
]);

/** The switches a record means. Nothing for a rule that asks nothing of the table; `undefined` for one that cannot be judged exactly. */
export function switchesOf(row: Row): SwitchRow[] | undefined {
  const rule = row.rule ?? (row.kind === undefined ? 'disabled-authentication' : (RULES[row.kind] ?? ''));
  if (!JUDGED.has(rule)) return [];
  const { setting = '', source = '', verified, effect = '' } = row;
  const translated = TRANSLATED[`${rule}: ${setting}`];
  if (translated === null) return undefined;
  const judged = translated ?? plain(row);
  const good = row.good_value && row.good_value !== 'delete' && /^[\w,-]+$/.test(row.good_value) ? row.good_value : undefined;
  return judged?.map(({ keys, effect: own, ...rest }) => ({
    rule,
    keys: [...new Set(keys.map((key) => (key.startsWith('*') ? `*_${keyOf(key)}` : keyOf(key))))],
    ...rest,
    ...(good && { good }),
    effect: own ?? effect.replace(/;.*$/, ''),
    source,
    verified: verified === 'yes',
  }));
}

const TRUE = /^(?:true|1|yes|on|set|enabled)$/i;
const FALSE = /^(?:false|0|no|off|disabled)$/i;

/** A record whose columns mean exactly what they say: names, and the words their values may be. */
function plain({ setting = '', bad_value = '', image }: Row): Judged[] | undefined {
  const keys = setting.split(',').map((key) => key.trim());
  if (!keys.every((key) => /^(?:--?)?(?:\*_)?[\w.:-]+$/.test(key))) return undefined;
  const lowered = bad_value.includes('(lowered)');
  const text = bad_value.replace(/\((?:lowered|first)\)/g, '').trim();
  const of = productWords(image);
  const more = { ...(of && { of }), ...(lowered && { lowered }) };
  if (/^(?:any|set|present|any non-empty value)$/.test(text)) return [{ keys, test: 'set', ...more }];
  if (/^empty(?: string| written)?$/.test(text)) return [{ keys, test: 'empty', ...more }];
  const [, held] = /^holds (.+)$/.exec(text) ?? [];
  if (held) return [{ keys, test: `holds:${words(held)}`, ...more }];
  const all = words(text).split('|');
  if (!all.every((word) => /^[\w.*/-]+$/.test(word))) return undefined;
  const test = all.every((word) => TRUE.test(word))
    ? 'true'
    : all.every((word) => FALSE.test(word))
      ? 'false'
      : `is:${all.join('|')}`;
  return [{ keys, test, ...more }];
}

const words = (text: string): string =>
  text
    .split(/[,;]/)
    .map((word) => word.trim())
    .filter((word) => word !== '')
    .join('|');

/** Parts of names by which a product is known: of its images, files and programs. */
const PRODUCTS: Readonly<Record<string, readonly string[]>> = {
  postgres: ['postg', 'timescale', 'pgvector'],
  mongo: ['mongo'],
  'redis;valkey': ['redis', 'valkey', 'keydb'],
  elasticsearch: ['elastic'],
  neo4j: ['neo4j'],
};

function productWords(image: string | undefined): readonly string[] | undefined {
  if (image === undefined || image === '*' || / /.test(image)) return undefined;
  return PRODUCTS[image] ?? image.split(';').map((name) => name.replace(/^.*\/(?=[^*])|[/*]+$/g, ''));
}

const one = (key: string, test: string, more: Partial<Judged> = {}): Judged => ({ keys: key.split(' '), test, ...more });
const only = (...of: string[]): Partial<Judged> => ({ of, only: true });

/** Where Orthanc asks whether a request may pass: https://orthanc.uclouvain.be/book/plugins/authorization.html */
const AUTHORIZATION_PLUGIN: readonly string[] = [
  'WebServiceRootUrl',
  'WebServiceTokenValidationUrl',
  'WebService',
  '*_WEB_SERVICE_ROOT_URL',
  '*_WEB_SERVICE_TOKEN_VALIDATION_URL',
];

/** Records whose columns are prose, as what they mean; `null` for those that cannot be judged exactly. */
const TRANSLATED: Readonly<Record<string, readonly Judged[] | null>> = {
  'disabled-authentication: POSTGRES_INITDB_ARGS': [
    one('POSTGRES_INITDB_ARGS', 'holds:auth=trust|auth-host=trust|auth trust|-A trust', {
      effect: 'every connection is accepted without a password',
    }),
  ],
  'disabled-authentication: pg_hba.conf line': [
    one('host hostssl hostnossl', 'match:^(?!.*\\s(?:127\\.\\d|::1|localhost|samehost)).*\\strust$', {
      ...only('pg_hba'),
      effect: 'clients it matches need no password',
    }),
  ],
  'disabled-authentication: MYSQL_ALLOW_EMPTY_PASSWORD': [
    one('MYSQL_ALLOW_EMPTY_PASSWORD', 'set', { unless: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD_FILE'] }),
  ],
  'disabled-authentication: MARIADB_ALLOW_EMPTY_ROOT_PASSWORD': [
    one('MARIADB_ALLOW_EMPTY_ROOT_PASSWORD MARIADB_ALLOW_EMPTY_PASSWORD', 'set', {
      unless: ['MARIADB_ROOT_PASSWORD', 'MARIADB_ROOT_PASSWORD_FILE', 'MYSQL_ROOT_PASSWORD'],
    }),
  ],
  'disabled-authentication: --skip-grant-tables': [one('skip-grant-tables', 'true')],
  'disabled-authentication: MYSQL_ROOT_PASSWORD': null, // the switch beside it is reported
  'disabled-authentication: ALLOW_EMPTY_PASSWORD': [one('ALLOW_EMPTY_PASSWORD', 'true', { unless: ['*_PASSWORD'] })],
  'disabled-authentication: ALLOW_ANONYMOUS_LOGIN': [one('ALLOW_ANONYMOUS_LOGIN', 'true')],
  'disabled-authentication: ALLOW_NONE_AUTHENTICATION': [one('ALLOW_NONE_AUTHENTICATION', 'true')],
  'disabled-authentication: --noauth': [one('noauth', 'true', only('mongo'))],
  'disabled-authentication: security.authorization': [one('security.authorization', 'is:disabled', only('mongo'))],
  'disabled-authentication: protected-mode': [one('protected-mode', 'false', { unless: ['requirepass', 'REDIS_PASSWORD'] })],
  'disabled-authentication: user default': [one('user', 'match:^default (?:.* )?nopass(?: |$)', only('redis', 'valkey'))],
  'disabled-authentication: xpack.security.enabled': [one('xpack.security.enabled', 'false', { effect: 'no login, no TLS' })],
  'disabled-authentication: xpack.security.authc.anonymous.roles': [
    one('xpack.security.authc.anonymous.roles', 'holds:superuser|admin|write|all'),
  ],
  'disabled-authentication: plugins.security.disabled': [one('plugins.security.disabled opensearch_security.disabled', 'true')],
  'disabled-authentication: DISABLE_SECURITY_PLUGIN': [one('DISABLE_SECURITY_PLUGIN', 'true')],
  'disabled-authentication: DISABLE_SECURITY_DASHBOARDS_PLUGIN': [one('DISABLE_SECURITY_DASHBOARDS_PLUGIN', 'true')],
  'disabled-authentication: dbms.security.auth_enabled': [
    one('dbms.security.auth_enabled NEO4J_dbms_security_auth__enabled', 'false'),
  ],
  'disabled-authentication: require_valid_user': [one('require_valid_user', 'false', only('couch'))],
  'disabled-authentication: CASSANDRA_AUTHENTICATOR, authenticator': [
    one('CASSANDRA_AUTHENTICATOR', 'holds:AllowAllAuthenticator'),
    one('authenticator', 'holds:AllowAllAuthenticator'),
  ],
  'disabled-authentication: --insecure': [one('insecure', 'true', only('cockroach'))],
  'disabled-authentication: --client-cert-auth': [one('client-cert-auth ETCD_CLIENT_CERT_AUTH', 'false', only('etcd'))],
  'disabled-authentication: loopback_users': [
    one('loopback_users', 'is:none', only('rabbit')),
    one('loopback_users.guest', 'false'),
  ],
  'disabled-authentication: EXTRA_ARGS': [one('EXTRA_ARGS', 'holds:--allow-anonymous')],
  'disabled-authentication: authorizer.class.name / allow.everyone.if.no.acl.found': [
    one('allow.everyone.if.no.acl.found KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND KAFKA_CFG_ALLOW_EVERYONE_IF_NO_ACL_FOUND', 'true'),
  ],
  'disabled-authentication: AUTH_TYPE': [one('AUTH_TYPE', 'is:DISABLED', only('kafka-ui'))],
  'disabled-authentication: no_auth_user': [one('no_auth_user', 'set', only('nats'))],
  'disabled-authentication: allow_anonymous': [one('allow_anonymous', 'true', only('mosquitto'))],
  'disabled-authentication: AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED': [one('AUTHENTICATION_ANONYMOUS_ACCESS_ENABLED', 'true')],
  'disabled-authentication: HASURA_GRAPHQL_UNAUTHORIZED_ROLE': [one('HASURA_GRAPHQL_UNAUTHORIZED_ROLE', 'is:admin')],
  'disabled-authentication: ORTHANC__AUTHENTICATION_ENABLED': [
    one('ORTHANC__AUTHENTICATION_ENABLED', 'false', { unless: AUTHORIZATION_PLUGIN }),
  ],
  'disabled-authentication: AuthenticationEnabled': [
    one('AuthenticationEnabled', 'false', { ...only('orthanc'), unless: AUTHORIZATION_PLUGIN }),
  ],
  'disabled-authentication: RemoteAccessAllowed': null, // the switch beside it is reported
  'disabled-authentication: DicomAlwaysAllowStore, DicomAlwaysAllowFind, DicomAlwaysAllowMove, DicomAlwaysAllowGet': [
    one(
      'DicomAlwaysAllowStore DicomAlwaysAllowFind DicomAlwaysAllowMove DicomAlwaysAllowGet ORTHANC__DICOM_ALWAYS_ALLOW_STORE ORTHANC__DICOM_ALWAYS_ALLOW_FIND ORTHANC__DICOM_ALWAYS_ALLOW_MOVE ORTHANC__DICOM_ALWAYS_ALLOW_GET',
      'true',
      { lowered: true },
    ),
  ],
  'disabled-authentication: DicomCheckCalledAet, DicomCheckModalityHost': [
    one(
      'DicomCheckCalledAet DicomCheckModalityHost ORTHANC__DICOM_CHECK_CALLED_AET ORTHANC__DICOM_CHECK_MODALITY_HOST',
      'false',
      { lowered: true },
    ),
  ],
  'disabled-authentication: WEBAPI_SECURITY_PROVIDER, SECURITY_PROVIDER': [
    one('WEBAPI_SECURITY_PROVIDER SECURITY_PROVIDER', 'is:DisabledSecurity'),
  ],
  'disabled-authentication: ATLAS_USER_AUTH_ENABLED, USER_AUTHENTICATION_ENABLED': [
    one('ATLAS_USER_AUTH_ENABLED USER_AUTHENTICATION_ENABLED', 'false'),
  ],
  'disabled-authentication: FHIRServer__Security__Enabled': [one('FHIRServer__Security__Enabled', 'false')],
  'disabled-authentication: FhirServer__Security__Enabled': [one('FhirServer__Security__Enabled', 'false')],
  'disabled-authentication: anonymous.access.enabled': [one('anonymous.access.enabled', 'true')],
  'disabled-authentication: GF_AUTH_ANONYMOUS_ENABLED': [
    one('GF_AUTH_ANONYMOUS_ENABLED', 'true'),
    one('auth.anonymous.enabled', 'true', only('grafana')),
  ],
  'disabled-authentication: GF_AUTH_ANONYMOUS_ORG_ROLE': null, // matters only beside the switch, which is reported
  'disabled-authentication: GF_AUTH_DISABLE_LOGIN_FORM': null, // as above
  'disabled-authentication: PMA_USER with PMA_PASSWORD (config auth)': [
    one('PMA_USER', 'set', { with: ['PMA_PASSWORD'], ...only('phpmyadmin') }),
  ],
  'disabled-authentication: HTTP_USER': null, // absence is another rule's
  'disabled-authentication: --NotebookApp.token, --ServerApp.token, --IdentityProvider.token': [
    one('NotebookApp.token ServerApp.token IdentityProvider.token', 'empty', {
      unless: [
        'NOTEBOOK_APP_PASSWORD',
        'SERVER_APP_PASSWORD',
        'PASSWORD_IDENTITY_PROVIDER_HASHED_PASSWORD',
        'IDENTITY_PROVIDER_HASHED_PASSWORD',
      ],
    }),
  ],
  'disabled-authentication: --NotebookApp.password, --ServerApp.password': null, // the empty token beside it is reported
  'disabled-authentication: JUPYTER_TOKEN': null, // an empty variable counts as none, and a token is made
  'disabled-authentication: DISABLE_AUTH': [one('DISABLE_AUTH', 'true', only('rstudio', 'rocker', 'tidyverse', 'verse'))],
  'disabled-authentication: --auth': [one('auth', 'is:none', only('code-server'))],
  'disabled-authentication: -c credential': null, // absence
  'disabled-authentication: -SecurityTypes None, -nopw, --localhost no': [
    one('SecurityTypes', 'is:None'),
    one('nopw', 'true', only('vnc')),
    one('localhost', 'false', only('vnc')),
  ],
  'disabled-authentication: AIRFLOW__WEBSERVER__AUTHENTICATE, AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS, AIRFLOW__API__AUTH_BACKENDS':
    [
      one('AIRFLOW__WEBSERVER__AUTHENTICATE', 'false'),
      one('AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS', 'true'),
      one('AIRFLOW__API__AUTH_BACKENDS AIRFLOW__API__AUTH_BACKEND', 'holds:auth.backend.default'),
    ],
  'disabled-authentication: PUBLIC_ROLE_LIKE, AUTH_ROLE_PUBLIC': [
    one('PUBLIC_ROLE_LIKE AUTH_ROLE_PUBLIC', 'is:Admin|Gamma|Alpha'),
  ],
  'disabled-authentication: nifi.security.allow.anonymous.authentication': [
    one('nifi.security.allow.anonymous.authentication', 'true'),
  ],
  'disabled-authentication: spark.authenticate': [one('spark.authenticate', 'false')],
  'disabled-authentication: hadoop.security.authentication': [
    one('hadoop.security.authentication', 'is:simple', { lowered: true }),
  ],
  'disabled-authentication: -Djenkins.install.runSetupWizard': null, // usual beside a realm that is configured elsewhere
  'disabled-authentication: NEXUS_SECURITY_RANDOMPASSWORD': null, // a default password, which is another cause
  'disabled-authentication: --api.insecure': [one('api.insecure', 'true', only('traefik')), one('TRAEFIK_API_INSECURE', 'true')],
  'disabled-authentication: --no-auth': [one('no-auth', 'true', only('portainer'))],
  'disabled-authentication: --enable-skip-login': [one('enable-skip-login', 'true')],
  'disabled-authentication: --enable-insecure-login': [one('enable-insecure-login', 'true')],
  'disabled-authentication: --disable-auth, server.disable.auth': [
    one('disable-auth', 'true', only('argocd')),
    one('server.disable.auth ARGOCD_SERVER_DISABLE_AUTH', 'true'),
  ],
  'disabled-authentication: --auth-mode': [one('auth-mode', 'is:server', only('argo'))],
  'disabled-authentication: -dev': null, // another rule's
  'disabled-authentication: acl.default_policy': [one('acl.default_policy', 'is:allow', only('consul'))],
  'disabled-authentication: acl.enabled': [one('acl.enabled', 'false', only('nomad', 'consul'))],
  'disabled-authentication: spring.security.enabled, management.security.enabled, security.basic.enabled': [
    one('spring.security.enabled management.security.enabled security.basic.enabled', 'false'),
  ],
  'disabled-authentication: spring.autoconfigure.exclude': [
    one('spring.autoconfigure.exclude', 'holds:SecurityAutoConfiguration'),
  ],
  'disabled-authentication: quarkus.oidc.enabled, quarkus.http.auth.proactive': [one('quarkus.oidc.enabled', 'false')],
  'disabled-authentication: AUTH_ENABLED, AUTHENTICATION_ENABLED, AUTH_REQUIRED, REQUIRE_AUTH, ENABLE_AUTH, SECURITY_ENABLED': [
    one(
      'AUTH_ENABLED AUTHENTICATION_ENABLED AUTH_REQUIRED REQUIRE_AUTH ENABLE_AUTH SECURITY_ENABLED *_AUTH_ENABLED *_AUTHENTICATION_ENABLED *_AUTH_REQUIRED *_REQUIRE_AUTH',
      'false',
      { generic: true, not: ['orthanc'], effect: 'no login' },
    ),
  ],
  'disabled-authentication: DISABLE_AUTH, AUTH_DISABLED, NO_AUTH, SKIP_AUTH, BYPASS_AUTH, ALLOW_ANONYMOUS, ANONYMOUS_ACCESS': [
    one(
      'DISABLE_AUTH AUTH_DISABLED NO_AUTH SKIP_AUTH BYPASS_AUTH ALLOW_ANONYMOUS ANONYMOUS_ACCESS *_DISABLE_AUTH *_AUTH_DISABLED *_NO_AUTH *_SKIP_AUTH *_BYPASS_AUTH *_ALLOW_ANONYMOUS',
      'true',
      { generic: true, effect: 'no login' },
    ),
  ],
  'disabled-authentication: AUTH_TYPE, AUTH_MODE, AUTH_METHOD': [
    one('AUTH_TYPE AUTH_MODE AUTH_METHOD *_AUTH_TYPE *_AUTH_MODE *_AUTH_METHOD', 'is:none|disabled|anonymous|noauth', {
      generic: true,
      effect: 'no login',
    }),
  ],
  'disabled-authentication: -Dcom.sun.management.jmxremote.authenticate': [
    one('com.sun.management.jmxremote.authenticate', 'false'),
  ],
  'disabled-authentication: REGISTRY_AUTH': [one('REGISTRY_AUTH', 'is:silly|none', only('registry', 'distribution'))],
  'disabled-authentication: anonymous_enable': [one('anonymous_enable', 'true', only('ftp'))],
  'disabled-authentication: map to guest, guest ok': [one('guest_ok', 'true', only('samba', 'smb'))],
  'disabled-authentication: /etc/exports no_root_squash, *': null,
  'disabled-authentication: olcAllows / allow bind_anon': [one('olcAllows', 'holds:bind_anon')],
  'disabled-authentication: auth_basic': null, // for which path is not told on its line
  'disabled-authentication: Satisfy Any, Require all granted on /server-status': null,

  'disabled-tls-verification: GIT_SSL_NO_VERIFY': [one('GIT_SSL_NO_VERIFY', 'set')],
  'disabled-tls-verification: http.sslVerify': [one('http.sslVerify', 'false')],
  'disabled-tls-verification: PIP_TRUSTED_HOST, --trusted-host': [one('PIP_TRUSTED_HOST trusted-host', 'set')],
  'disabled-tls-verification: sslverify': [one('sslverify', 'false')],
  'disabled-tls-verification: Acquire::https::Verify-Peer, Verify-Host': [
    one('Acquire::https::Verify-Peer Acquire::https::Verify-Host', 'false'),
  ],
  'disabled-tls-verification: -k, --insecure, --proxy-insecure; insecure in .curlrc': [one('insecure', 'true', only('curlrc'))],
  'disabled-tls-verification: --no-check-certificate; check_certificate = off': [
    one('check_certificate', 'false', only('wgetrc')),
  ],
  'disabled-tls-verification: aria2c --check-certificate': [one('check-certificate', 'false')],
  'disabled-tls-verification: httpie --verify': null /* read with the program */,
  'disabled-tls-verification: composer disable-tls': null,
  'disabled-tls-verification: composer secure-http': null,
  'disabled-tls-verification: conda ssl_verify': [one('ssl_verify', 'false')],
  'disabled-tls-verification: gem :ssl_verify_mode': [one('ssl_verify_mode', 'is:0')],
  'disabled-tls-verification: bundle config ssl_verify_mode': [one('BUNDLE_SSL_VERIFY_MODE', 'is:0')],
  'disabled-tls-verification: maven.wagon.http.ssl.insecure, maven.wagon.http.ssl.allowall': [
    one('maven.wagon.http.ssl.insecure maven.wagon.http.ssl.allowall', 'true'),
  ],
  'disabled-tls-verification: go GOINSECURE': [one('GOINSECURE', 'set')],
  'disabled-tls-verification: poetry cert': null /* read with the program */,
  'disabled-tls-verification: uv --allow-insecure-host, UV_INSECURE_HOST': [one('allow-insecure-host UV_INSECURE_HOST', 'set')],
  'disabled-tls-verification: cargo net http.check-revoke': [one('CARGO_HTTP_CHECK_REVOKE', 'false', { lowered: true })],
  'disabled-tls-verification: Invoke-WebRequest -SkipCertificateCheck': null, // PowerShell is not read
  'disabled-tls-verification: helm, kubectl, oc, argocd --insecure-skip-tls-verify, --insecure': [
    one('insecure-skip-tls-verify kube-insecure-skip-tls-verify', 'true'),
  ],
  'disabled-tls-verification: terraform provider insecure': null,
  'disabled-tls-verification: mc, rclone --insecure, --no-check-certificate': [one('RCLONE_NO_CHECK_CERTIFICATE', 'true')],
  'disabled-tls-verification: aws --no-verify-ssl': [one('no-verify-ssl', 'true')],
  'disabled-tls-verification: AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE': [
    one('REQUESTS_CA_BUNDLE CURL_CA_BUNDLE', 'empty', { via: ['variable'] }),
  ],
  'disabled-tls-verification: VAULT_SKIP_VERIFY': [one('VAULT_SKIP_VERIFY *_SKIP_VERIFY', 'true')],
  'disabled-tls-verification: SSL_VERIFY': [one('SSL_VERIFY *_SSL_VERIFY', 'false')],
  'disabled-tls-verification: VERIFY_SSL': [one('VERIFY_SSL *_VERIFY_SSL', 'false')],
  'disabled-tls-verification: VERIFY_CERTS': [
    one('VERIFY_CERTS *_VERIFY_CERTS VERIFY_CERTIFICATES *_VERIFY_CERTIFICATES', 'false'),
  ],
  'disabled-tls-verification: TLS_VERIFY': [one('TLS_VERIFY *_TLS_VERIFY', 'false')],
  'disabled-tls-verification: SSL_NO_VERIFY': [one('SSL_NO_VERIFY', 'true')],
  'disabled-tls-verification: INSECURE_SKIP_VERIFY': [one('INSECURE_SKIP_VERIFY *_INSECURE_SKIP_VERIFY', 'true')],
  'disabled-tls-verification: TLS_INSECURE': [one('TLS_INSECURE *_TLS_INSECURE', 'true')],
  'disabled-tls-verification: SKIP_TLS_VERIFY': [one('SKIP_TLS_VERIFY *_SKIP_TLS_VERIFY', 'true')],
  'disabled-tls-verification: DISABLE_SSL_VERIFICATION': [one('DISABLE_SSL_VERIFICATION *_DISABLE_SSL_VERIFICATION', 'true')],
  'disabled-tls-verification: IGNORE_SSL_ERRORS': [one('IGNORE_SSL_ERRORS *_IGNORE_SSL_ERRORS', 'true')],
  'disabled-tls-verification: ALLOW_INSECURE_SSL': [one('ALLOW_INSECURE_SSL *_ALLOW_INSECURE_SSL', 'true')],
  'disabled-tls-verification: ELASTICSEARCH_SSL_VERIFICATIONMODE': [one('ELASTICSEARCH_SSL_VERIFICATIONMODE', 'is:none')],
  'disabled-tls-verification: xpack.security.http.ssl.verification_mode': [one('*_SSL_VERIFICATION_MODE', 'is:none')],
  'disabled-tls-verification: output.elasticsearch.ssl.verification_mode': null, // the same as above
  'disabled-tls-verification: KAFKA_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM': [
    one('*_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM', 'empty'),
  ],
  'disabled-tls-verification: ssl.endpoint.identification.algorithm': [one('ssl.endpoint.identification.algorithm', 'empty')],
  'disabled-tls-verification: ALLOW_INSECURE': [one('ALLOW_INSECURE', 'true', only('connect', 'mirth'))],
  'disabled-tls-verification: LDAPTLS_REQCERT, TLS_REQCERT': [one('LDAPTLS_REQCERT TLS_REQCERT', 'is:never|allow')],
  'disabled-tls-verification: MSSQL/ODBC TrustServerCertificate': [
    one('TrustServerCertificate *_TRUST_SERVER_CERTIFICATE', 'true'),
  ],
  'disabled-tls-verification: MySQL tls': [one('tls', 'is:skip-verify', { via: ['parameter'] })],
  'disabled-tls-verification: MongoDB tlsAllowInvalidCertificates, tlsAllowInvalidHostnames, tlsInsecure, sslInvalidHostNameAllowed':
    [
      one(
        'tlsAllowInvalidCertificates tlsAllowInvalidHostnames sslAllowInvalidCertificates sslAllowInvalidHostnames sslInvalidHostNameAllowed',
        'true',
      ),
      one('tlsInsecure', 'true', { via: ['parameter', 'config'] }),
    ],
  'disabled-tls-verification: Redis/ioredis rejectUnauthorized; redis ssl_cert_reqs': [
    one('rejectUnauthorized *_SSL_REJECT_UNAUTHORIZED *_DB_REJECT_UNAUTHORIZED', 'false'),
    one('ssl_cert_reqs *_SSL_CERT_REQS', 'is:none|CERT_NONE'),
  ],
  'disabled-tls-verification: AMQP verify, ssl_options.verify': [one('verify ssl_options.verify', 'is:verify_none')],
  'disabled-tls-verification: JDBC sslfactory': [one('sslfactory', 'is:org.postgresql.ssl.NonValidatingFactory')],
  'disabled-tls-verification: Java -Dcom.sun.jndi.ldap.object.disableEndpointIdentification': [
    one('com.sun.jndi.ldap.object.disableEndpointIdentification', 'true'),
  ],
  'disabled-tls-verification: Java -Djdk.internal.httpclient.disableHostnameVerification': [
    one('jdk.internal.httpclient.disableHostnameVerification', 'true'),
  ],
  'disabled-tls-verification: .NET ServicePointManager / DOTNET_SYSTEM_NET_HTTP_... validation': null,
  'disabled-tls-verification: Rails OpenSSL::SSL::VERIFY_NONE, Net::HTTP verify_mode': null,
  'disabled-tls-verification: Go tls InsecureSkipVerify; insecureSkipVerify, insecure_skip_verify, insecureSkipTLSVerify, insecure-skip-tls-verify, tlsSkipVerify, skip_tls_verify, tls_insecure_skip_verify':
    [
      one(
        'insecureSkipVerify insecureSkipTLSVerify tlsSkipVerify skip_tls_verify tls_insecure_skip_verify *_INSECURE_SKIP_TLS_VERIFY',
        'true',
      ),
    ],
  'disabled-tls-verification: nginx proxy_ssl_verify, proxy-ssl-verify': [one('proxy_ssl_verify', 'false', { via: ['config'] })],
  'disabled-tls-verification: traefik --serversTransport.insecureSkipVerify': null, // as for Go
  'disabled-tls-verification: OTLP tls.insecure_skip_verify': null, // as for Go
  'disabled-tls-verification: Fluent Bit tls.verify': [one('tls.verify', 'false')],
  'disabled-tls-verification: Argo CD repository insecure': null, // a field, not a setting

  // written out, since without it the one stays what it is, and the other becomes what the image sets
  'unencrypted-connection: DB_POSTGRESDB_SSL_ENABLED': [one('DB_POSTGRESDB_SSL_ENABLED', 'false', { good: 'true' })],
  'disabled-tls-verification: DISABLE_TRUST_MANAGER': [one('DISABLE_TRUST_MANAGER', 'true', { good: 'false' })],
  'unencrypted-connection: libpq sslmode, PGSSLMODE, DB_SSLMODE, *_SSL_MODE': [
    one('sslmode', 'is:disable|allow|prefer', { via: ['parameter', 'flag', 'config', 'property'], good: 'verify-full' }),
    one('PGSSLMODE *_SSLMODE *_SSL_MODE SSL_MODE SSLMODE', 'is:disable|allow|prefer', {
      via: ['variable', 'property'],
      good: 'verify-full',
    }),
  ],
  'unencrypted-connection: JDBC MySQL useSSL, requireSSL': [
    one('useSSL', 'false', { via: ['parameter'], good: 'true' }),
    one('requireSSL', 'false', { via: ['parameter'], with: ['useSSL'], good: 'true' }),
  ],
  'unencrypted-connection: JDBC MySQL/MariaDB sslMode': [
    one('sslMode *_SSL_MODE', 'is:DISABLED|PREFERRED|DISABLE', { via: ['parameter'], good: 'VERIFY_IDENTITY' }),
    one('*_SSL_MODE', 'is:DISABLED|PREFERRED', { via: ['variable'], good: 'VERIFY_IDENTITY' }),
  ],
  'unencrypted-connection: mysql --skip-ssl, --ssl-mode, --ssl': [
    one('skip-ssl', 'true', only('mysql', 'mariadb')),
    one('ssl-mode', 'is:DISABLED|PREFERRED', { via: ['flag', 'config'], good: 'VERIFY_IDENTITY' }),
    one('ssl', 'is:0', { via: ['flag'], ...only('mysql', 'mariadb') }),
  ],
  'unencrypted-connection: SQL Server Encrypt, encrypt': [
    one('encrypt', 'is:false|no|optional', { via: ['parameter'], good: 'true' }),
  ],
  'unencrypted-connection: MongoDB tls, ssl in the URI or options': [
    one('tls ssl', 'false', { via: ['parameter'], good: 'true' }),
  ],
  'unencrypted-connection: Oracle jdbc protocol': null,
  'unencrypted-connection: Kafka security.protocol, *_SECURITY_PROTOCOL': [
    one('security.protocol *_SECURITY_PROTOCOL', 'is:PLAINTEXT|SASL_PLAINTEXT'),
  ],
  'unencrypted-connection: Redis --no-tls, REDIS_TLS, REDIS_SSL, ssl': [
    one('REDIS_TLS REDIS_SSL REDIS_USE_TLS REDIS_USE_SSL *_REDIS_TLS *_REDIS_SSL', 'false', { good: 'true' }),
  ],
  'unencrypted-connection: EMAIL_USE_TLS and EMAIL_USE_SSL, MAIL_ENCRYPTION': [
    one('EMAIL_USE_TLS', 'false', { unless: ['EMAIL_USE_SSL'], good: 'true' }),
    one('MAIL_ENCRYPTION', 'is:null|none|', { via: ['variable'], good: 'tls' }),
  ],
  'unencrypted-connection: SMTP_TLS, SMTP_STARTTLS, SMTP_SECURE, SMTP_USE_TLS, mail.smtp.starttls.enable': [
    one(
      'SMTP_TLS SMTP_STARTTLS SMTP_SECURE SMTP_USE_TLS SMTP_SSL SMTP_USE_SSL mail.smtp.starttls.enable *_MAIL_SMTP_STARTTLS_ENABLE',
      'false',
      {
        unless: ['SMTP_TLS', 'SMTP_STARTTLS', 'SMTP_SECURE', 'SMTP_USE_TLS', 'SMTP_SSL', 'SMTP_USE_SSL', '*_SMTP_SSL_ENABLE'],
        good: 'true',
      },
    ),
  ],
  'unencrypted-connection: LDAP_TLS, LDAP_START_TLS, LDAP_USE_TLS, LDAP_SSL': [
    one('LDAP_TLS LDAP_START_TLS LDAP_USE_TLS LDAP_SSL LDAP_USE_SSL', 'false', {
      unless: ['LDAP_TLS', 'LDAP_START_TLS', 'LDAP_USE_TLS', 'LDAP_SSL', 'LDAP_USE_SSL'],
      not: ['ldap'],
      good: 'true',
    }),
  ],
  'unencrypted-connection: spring.rabbitmq.ssl.enabled, spring.redis.ssl, spring.data.redis.ssl.enabled': [
    one('spring.rabbitmq.ssl.enabled spring.redis.ssl spring.data.redis.ssl.enabled', 'false', { good: 'true' }),
  ],
  'unencrypted-connection: cassandra ssl, CASSANDRA_USE_SSL': [one('CASSANDRA_USE_SSL CASSANDRA_SSL', 'false', { good: 'true' })],
  'unencrypted-connection: elasticsearch.ssl.enabled (client), ES_USE_SSL': [
    one('ES_USE_SSL ELASTICSEARCH_USE_SSL', 'false', { good: 'true' }),
  ],
  'unencrypted-connection: OTEL_EXPORTER_OTLP_INSECURE': [one('OTEL_EXPORTER_OTLP_INSECURE', 'true', { good: 'false' })],
  'unencrypted-connection: ORTHANC__POSTGRESQL__ENABLE_SSL, EnableSsl in PostgreSQL section': [
    one('ORTHANC__POSTGRESQL__ENABLE_SSL', 'false', { good: 'true' }),
    one('PostgreSQL.EnableSsl', 'false', { via: ['config'], good: 'true' }),
  ],
  'unencrypted-connection: GF_DATABASE_SSL_MODE': null, // as for libpq
  'unencrypted-connection: DB_SSL, DB_USE_SSL, DATABASE_SSL, USE_SSL, SSL_ENABLED for *_DB_*, *_TLS_ENABLED for a client': [
    one(
      'DB_SSL DB_USE_SSL DB_SSL_ENABLED DATABASE_SSL DATABASE_USE_SSL DATABASE_SSL_ENABLED *_DB_SSL *_DB_USE_SSL *_DB_SSL_ENABLED *_DATABASE_SSL *_DATABASE_SSL_ENABLED POSTGRES_SSL POSTGRES_USE_SSL POSTGRESQL_SSL MYSQL_SSL MYSQL_USE_SSL MONGO_SSL MONGO_TLS MONGODB_SSL MONGODB_TLS RABBITMQ_SSL RABBITMQ_USE_SSL AMQP_SSL AMQP_USE_TLS KAFKA_SSL KAFKA_USE_SSL DB_TLS DB_TLS_ENABLED DB_USE_TLS DATABASE_TLS REDIS_TLS_ENABLED REDIS_SSL_ENABLED KAFKA_TLS_ENABLED MYSQL_TLS_ENABLED POSTGRES_TLS_ENABLED POSTGRES_SSL_ENABLED MONGO_TLS_ENABLED MONGODB_TLS_ENABLED RABBITMQ_SSL_ENABLED SMTP_TLS_ENABLED LDAP_TLS_ENABLED',
      'false',
      { client: true, good: 'true' },
    ),
  ],
  'unencrypted-connection: allowPublicKeyRetrieval': [
    one('allowPublicKeyRetrieval', 'true', { lowered: true, via: ['parameter'], good: 'false' }),
  ],

  'debug-mode: DEBUG': [
    one('DEBUG', 'is:true|1|yes|on|*', { via: ['variable'] }),
    one('DEBUG', 'is:true|True', { via: ['config'], only: true, of: ['.env'] }),
  ],
  'debug-mode: ENV, ENVIRONMENT, NODE_APP_INSTANCE': [
    one('ENV ENVIRONMENT', 'is:dev|development|local', { via: ['variable'], lowered: true }),
  ],
  'debug-mode: SPRING_PROFILES_ACTIVE, spring.profiles.active': [
    one('spring.profiles.active', 'token:dev|development|local|debug|h2|demo|swagger|test'),
  ],
  'debug-mode: SPRING_DEVTOOLS_RESTART_ENABLED, spring.devtools.remote.secret': [
    one('spring.devtools.restart.enabled', 'true'),
    one('spring.devtools.remote.secret', 'set'),
  ],
  'debug-mode: MICRONAUT_ENVIRONMENTS': [one('MICRONAUT_ENVIRONMENTS micronaut.environments', 'token:dev|test')],
  'debug-mode: QUARKUS_PROFILE': [one('QUARKUS_PROFILE quarkus.profile', 'token:dev|test')],
  'debug-mode: WP_DEBUG, WORDPRESS_DEBUG': [one('WP_DEBUG', 'true'), one('WORDPRESS_DEBUG', 'set')],
  'debug-mode: display_errors': [one('display_errors', 'true', { via: ['config', 'variable', 'flag'] })],
  'debug-mode: XDEBUG_MODE, xdebug.mode': [one('xdebug.mode', 'token:debug|develop')],
  'debug-mode: ODOO dev_mode, --dev': [
    one('dev_mode', 'token:all|reload|xml', only('odoo')),
    one('dev', 'token:all|reload|xml', only('odoo')),
  ],
  'debug-mode: OMRS_DEV_DEBUG_PORT': [one('OMRS_DEV_DEBUG_PORT', 'set')],
  'debug-mode: DEBUG_MODE, DEV_MODE, DEVELOPMENT_MODE, DEVELOPER_MODE': [
    one('DEBUG_MODE DEV_MODE DEVELOPMENT_MODE DEVELOPER_MODE', 'true', { via: ['variable'], good: 'false' }),
  ],
  'debug-mode: PRESTASHOP _PS_MODE_DEV_, MAGE_MODE, CI_ENVIRONMENT': [
    one('MAGE_MODE', 'is:developer', { good: 'production' }),
    one('CI_ENVIRONMENT', 'is:development', { good: 'production' }),
    one('PS_MODE_DEV', 'true', {}),
  ],

  'phi-in-logs: log_statement': [one('log_statement', 'is:all', { good: 'ddl' })],
  'phi-in-logs: log_min_duration_statement': [one('log_min_duration_statement', 'is:0|0ms|0s', { good: '-1' })],
  'phi-in-logs: log_parameter_max_length, log_parameter_max_length_on_error': [
    one('log_parameter_max_length log_parameter_max_length_on_error', 'match:^(?!0(?:[a-zA-Z]*)$)-?\\d+[kKMGB]*$', {
      with: ['log_statement', 'log_min_duration_statement'],
    }),
  ],
  'phi-in-logs: general_log': [one('general_log', 'true')],
  'phi-in-logs: profile, operationProfiling.mode': [
    one('operationProfiling.mode', 'is:all'),
    one('profile', 'is:2', only('mongo')),
  ],
  'phi-in-logs: spring.jpa.show-sql, hibernate.show_sql': [
    one('spring.jpa.show-sql hibernate.show_sql *_HIBERNATE_SHOW_SQL', 'true'),
  ],
  'phi-in-logs: logging.level.org.hibernate.SQL, org.hibernate.orm.jdbc.bind, type.descriptor.sql': [
    one(
      'logging.level.org.hibernate logging.level.org.hibernate.SQL logging.level.org.hibernate.orm.jdbc.bind logging.level.org.hibernate.type.descriptor.sql logging.level.org.hibernate.type.descriptor.sql.BasicBinder logging.level.org.hibernate.type logging.level.sql',
      'is:DEBUG|TRACE|ALL',
    ),
  ],
  'phi-in-logs: logging.level.org.springframework.web, .http, reactor.netty wiretap': [
    one(
      'logging.level.org.springframework.web logging.level.web logging.level.org.apache.http logging.level.org.apache.http.wire logging.level.httpclient.wire logging.level.reactor.netty.http',
      'is:DEBUG|TRACE|ALL',
    ),
    one('spring.cloud.gateway.httpserver.wiretap spring.cloud.gateway.httpclient.wiretap', 'true', { good: 'false' }),
  ],
  'phi-in-logs: logging.level.ca.uhn.fhir, ca.uhn.hl7v2': [
    one(
      'logging.level.ca.uhn logging.level.ca.uhn.fhir logging.level.ca.uhn.hl7v2 logging.level.ca.uhn.fhir.jpa',
      'is:DEBUG|TRACE|ALL',
    ),
  ],
  'phi-in-logs: hapi.fhir.logger.format': [
    one('hapi.fhir.logger.format hapi.fhir.logger_format', 'holds:requestBodyFhir|requestParameters'),
  ],
  'phi-in-logs: LOG_REQUEST_BODY, LOG_RESPONSE_BODY, LOG_BODIES, DUMP_REQUESTS, TRACE_REQUESTS, HTTP_TRACE': [
    one(
      'LOG_REQUEST_BODY LOG_RESPONSE_BODY LOG_BODIES DUMP_REQUESTS TRACE_REQUESTS HTTP_TRACE *_LOG_REQUEST_BODY *_LOG_RESPONSE_BODY *_LOG_BODIES',
      'true',
    ),
  ],
  'phi-in-logs: nginx log_format': [one('log_format', 'holds:$request_body|$http_authorization')],
  'phi-in-logs: apache mod_dumpio DumpIOInput': [one('DumpIOInput', 'true')],
  'phi-in-logs: Envoy/Istio access log format': [
    one('accessLogFormat format text_format text_format_source.inline_string', 'holds:%REQ(AUTHORIZATION|%REQ(COOKIE', {
      via: ['config'],
    }),
  ],
  'phi-in-logs: SQLALCHEMY_ECHO': [one('SQLALCHEMY_ECHO', 'is:true|1|debug|yes|on')],
  'phi-in-logs: django.db.backends logger': null, // in code
  'phi-in-logs: DEBUG=express:*, knex:*, sequelize:*, morgan body': [
    one('DEBUG', 'holds:knex:|sequelize:|express:*', { via: ['variable'] }),
  ],
  'phi-in-logs: KAFKA_LOG4J_LOGGERS kafka.request.logger': [
    one('KAFKA_LOG4J_LOGGERS', 'holds:kafka.request.logger=DEBUG|kafka.request.logger=TRACE'),
  ],
  'phi-in-logs: ORTHANC__VERBOSE, --trace, --trace-dicom, --trace-http': [
    one('trace trace-dicom trace-http', 'true', { via: ['flag'], ...only('orthanc') }),
  ],
  'phi-in-logs: mirth message storage DEVELOPMENT': null, // in the channel, not in a setting
  'phi-in-logs: mitmproxy, tcpdump, ngrep, tshark': null, // a program, not a setting

  'destructive-startup: spring.jpa.hibernate.ddl-auto, hibernate.hbm2ddl.auto, quarkus.hibernate-orm.database.generation': [
    one(
      'spring.jpa.hibernate.ddl-auto hibernate.hbm2ddl.auto spring.jpa.properties.hibernate.hbm2ddl.auto hibernate.ddl-auto HIBERNATE_DDL_AUTO *_HIBERNATE_DDL_AUTO *_HBM2DDL_AUTO',
      'is:create|create-drop|drop',
      { good: 'validate' },
    ),
    one(
      'quarkus.hibernate-orm.database.generation quarkus.hibernate-orm.schema-management.strategy',
      'is:drop-and-create|drop|create',
      { good: 'validate' },
    ),
  ],
  'destructive-startup: javax.persistence.schema-generation.database.action, jakarta.persistence.schema-generation.database.action':
    [
      one(
        'javax.persistence.schema-generation.database.action jakarta.persistence.schema-generation.database.action',
        'is:drop-and-create|drop',
        { good: 'none' },
      ),
    ],
  'destructive-startup: spring.sql.init.mode with a schema that drops': null, // the schema is elsewhere
  'destructive-startup: flyway.cleanDisabled, FLYWAY_CLEAN_DISABLED, flyway clean': [
    one('flyway.cleanDisabled spring.flyway.clean-disabled', 'false', {
      lowered: true,
      good: 'true',
      effect: 'a start may wipe the database',
    }),
  ],
  'destructive-startup: spring.flyway.clean-on-validation-error': [
    one('spring.flyway.clean-on-validation-error FLYWAY_CLEAN_ON_VALIDATION_ERROR', 'true', { good: 'false' }),
  ],
  'destructive-startup: spring.liquibase.drop-first, liquibase dropAll': [
    one('spring.liquibase.drop-first liquibase.drop-first', 'true', { good: 'false' }),
  ],
  'destructive-startup: db:reset, db:drop, db:schema:load, DISABLE_DATABASE_ENVIRONMENT_CHECK': [
    one('DISABLE_DATABASE_ENVIRONMENT_CHECK', 'true', { lowered: true, effect: 'a task that drops the database is let through' }),
  ],
  'destructive-startup: TYPEORM_DROP_SCHEMA, dropSchema': [one('TYPEORM_DROP_SCHEMA dropSchema', 'true', { good: 'false' })],
  'destructive-startup: sync force, DB_FORCE_SYNC': [one('DB_FORCE_SYNC', 'true', { good: 'false' })],
  'destructive-startup: DELETE /_all, action.destructive_requires_name': [
    one('action.destructive_requires_name', 'false', {
      lowered: true,
      good: 'true',
      effect: 'one request may delete every index',
    }),
  ],
  'destructive-startup: hapi.fhir.expunge_enabled, allow_multiple_delete, delete_expunge_enabled': [
    one('hapi.fhir.expunge_enabled hapi.fhir.allow_multiple_delete hapi.fhir.delete_expunge_enabled', 'true', {
      lowered: true,
      good: 'false',
      effect: 'one request may remove many records',
    }),
  ],
  'destructive-startup: ORTHANC__MAXIMUM_STORAGE_SIZE, MaximumPatientCount with MaximumStorageMode Recycle': [
    one('ORTHANC__MAXIMUM_STORAGE_SIZE ORTHANC__MAXIMUM_PATIENT_COUNT', 'match:^[1-9]\\d*$', {
      lowered: true,
      effect: 'once full, the oldest studies are removed',
      unless: ['ORTHANC__MAXIMUM_STORAGE_MODE'],
    }),
    one('MaximumStorageSize MaximumPatientCount', 'match:^[1-9]\\d*$', {
      lowered: true,
      effect: 'once full, the oldest studies are removed',
      unless: ['MaximumStorageMode'],
    }),
  ],

  'disabled-audit: AUDIT_ENABLED, AUDIT_LOG_ENABLED, ENABLE_AUDIT, AUDIT_LOGGING, AUDITING_ENABLED': [
    one(
      'AUDIT_ENABLED AUDIT_LOG_ENABLED ENABLE_AUDIT AUDIT_LOGGING AUDITING_ENABLED ENABLE_AUDIT_LOG AUDIT_LOGGING_ENABLED ATNA_ENABLED BALP_ENABLED *_AUDIT_ENABLED *_AUDIT_LOG_ENABLED *_AUDIT_LOGGING_ENABLED *_AUDITING_ENABLED *_ENABLE_AUDIT *_ENABLE_AUDIT_LOG *_ATNA_ENABLED',
      'false',
    ),
  ],
  'disabled-audit: DISABLE_AUDIT, AUDIT_DISABLED, NO_AUDIT': [
    one('DISABLE_AUDIT AUDIT_DISABLED NO_AUDIT DISABLE_AUDIT_LOG *_DISABLE_AUDIT *_AUDIT_DISABLED *_DISABLE_AUDIT_LOG', 'true'),
  ],
  'disabled-audit: xpack.security.audit.enabled': null, // as for the generic names
  'disabled-audit: plugins.security.audit.type': [one('plugins.security.audit.type opensearch_security.audit.type', 'is:noop|')],
  'disabled-audit: pgaudit.log': [one('pgaudit.log', 'is:none')],
  'disabled-audit: log_connections, log_disconnections': [
    one('log_connections log_disconnections', 'false', { of: ['postg', 'timescale'], via: ['flag', 'config', 'property'] }),
  ],
  'disabled-audit: server_audit_logging, audit_log_policy': [
    one('server_audit_logging', 'false'),
    one('audit_log_policy', 'is:NONE'),
  ],
  'disabled-audit: enable_auditlog, audit_events_*': [
    one('enable_auditlog OPENEMR_SETTING_enable_auditlog', 'false'),
    one(
      'audit_events_patient-record audit_events_query audit_events_order audit_events_scheduling audit_events_security-administration audit_events_other OPENEMR_SETTING_audit_events_patient-record OPENEMR_SETTING_audit_events_query',
      'false',
    ),
  ],
  'disabled-audit: enable_atna_audit': [one('enable_atna_audit OPENEMR_SETTING_enable_atna_audit', 'false')],
  'disabled-audit: eventsEnabled, adminEventsEnabled in realm JSON': [
    one('eventsEnabled adminEventsEnabled', 'false', { via: ['config'], with: ['realm'] }),
  ],
  'disabled-audit: MINIO_AUDIT_WEBHOOK_ENABLE, MINIO_AUDIT_KAFKA_ENABLE': [
    one('MINIO_AUDIT_WEBHOOK_ENABLE MINIO_AUDIT_KAFKA_ENABLE', 'false'),
  ],

  'disabled-logging: logging.driver': null, // a field, not a setting
  'disabled-logging: LOG_LEVEL, LOGGING_LEVEL, ROOT_LOG_LEVEL, logging.level.root': [
    one('LOG_LEVEL LOGGING_LEVEL ROOT_LOG_LEVEL LOGLEVEL logging.level.root', 'is:OFF|NONE|SILENT|QUIET'),
  ],
  'disabled-logging: LOGGING_ENABLED, ENABLE_LOGGING, LOG_ENABLED': [
    one('LOGGING_ENABLED ENABLE_LOGGING LOG_ENABLED', 'false', { via: ['variable'] }),
  ],
  'disabled-logging: DISABLE_LOGGING, NO_LOG': [one('DISABLE_LOGGING NO_LOG', 'true', { via: ['variable'] })],
  'disabled-logging: access_log, error_log': [
    one('access_log', 'is:off|/dev/null', { via: ['config'] }),
    one('error_log', 'is:/dev/null|/dev/null crit|/dev/null emerg|/dev/null alert', { via: ['config', 'flag'] }),
  ],
  'disabled-logging: CustomLog, ErrorLog': [one('CustomLog ErrorLog', 'match:^"?/dev/null', { via: ['config'] })],
  'disabled-logging: no log, log global absent': [one('no', 'is:log', only('haproxy'))],
  'disabled-logging: accesslog': [one('accesslog', 'false', { lowered: true, ...only('traefik') })],
  'disabled-logging: logging_collector with log_destination; log_min_messages': [
    one('log_min_messages', 'is:panic', { of: ['postg', 'timescale'] }),
    one('log_destination', 'empty', { of: ['postg', 'timescale'], via: ['flag', 'config'] }),
  ],
  'disabled-logging: log_error': [one('log_error', 'match:^/dev/null')],
  'disabled-logging: HISTFILE, MYSQL_HISTFILE, PSQL_HISTORY, MONGO_HISTORY': [
    one('HISTFILE MYSQL_HISTFILE PSQL_HISTORY', 'is:/dev/null', {
      lowered: true,
      effect: 'what is typed in a session leaves no record',
    }),
  ],
  'disabled-logging: Telemetry accessLogging[].disabled': null, // a field, not a setting
  'disabled-logging: meshConfig.accessLogFile': [
    one('accessLogFile meshConfig.accessLogFile', 'is:/dev/null|', { via: ['config'] }),
  ],
  'disabled-logging: fluentbit.io/exclude': null, // labels, which the rule reads itself
  'disabled-logging: co.elastic.logs/enabled': null, // as above
  'disabled-logging: ad.datadoghq.com/logs_exclude': null, // as above
  'disabled-logging: Storage': [one('Storage', 'is:none', only('journald'))],
};
