import { equal } from 'node:assert/strict';
import { test } from 'node:test';
import { judgePhiPath } from '../../rules/facts/phiPath.ts';

/** `source -> destination` and what is said of it: a strength, with `?` when it looks made up; nothing where silent. */
function says(cases: Readonly<Record<string, string>>): void {
  for (const [path, expected] of Object.entries(cases)) {
    const [source = '', destination] = path.split(' -> ');
    const signal = judgePhiPath(source, destination);
    equal(signal ? `${signal.strength}${signal.synthetic ? '?' : ''}` : '', expected, path);
  }
}

test('health formats, and words for patients on data files', () =>
  says({
    'study.dcm': 'strong',
    'media/DICOMDIR': 'strong',
    '*.hl7': 'strong',
    'inbox/ADT_A01.hl7.gz': 'strong',
    'patients.csv': 'strong',
    'PatientExport.CSV': 'strong',
    'db/patients.sql': 'strong',
    'mrn-list.parquet': 'strong',
    'phi.tar.gz': 'strong',
    'https://files.example/patients.csv?sig=1 -> /tmp/': 'strong',
  }));

test('numbers of X12 transactions, on files that can be one', () =>
  says({
    '837_batch.txt': 'strong',
    'claims/835.dump': 'strong',
    'photo_837.png': '',
    'libcrypto.so.1.0.270': '',
    'build-270.jar': '',
  }));

test('folders for such files', () =>
  says({
    'data/phi/': 'strong',
    'phi/* -> /app/': 'strong',
    '. -> /data/phi': 'strong',
    'dicom -> /dicom': 'strong',
    'inbox/ -> /hl7/inbound/': 'strong',
    'patients/list.csv': 'strong',
    'report.txt -> /data/phi/': 'strong',
    'dicom/settings.json -> /etc/dicom/': '',
    'patients/ -> /srv/patients/': 'strong',
    // modules of a program
    'patients/ -> ./patients/': '',
    'app/patients/ -> /app/patients/': '',
    'src/phi/ -> /app/src/phi/': '',
    'data/phi/README.md': '',
  }));

test('two weaker signals are one, and one with a health system', () =>
  says({
    'prod-dump.sql.gz': 'medium',
    'backups/claims.bak': 'medium',
    'encounters_export.tsv': 'medium',
    'dumps/openmrs.sql.gz': 'medium',
    'claims.csv': 'weak',
    'dumps/shop.sql.gz': 'weak',
    'full-backup.png': '',
  }));

test('tables and dumps from or to a data folder', () =>
  says({
    'data/*.csv -> /app/data/': 'plausible',
    'visits.xlsx -> ./data/': 'plausible',
    'export/visits.csv.gz': 'plausible',
    'data/db.dump': 'plausible',
    'data/settings.json': '',
    'data/logo.png': '',
    'data/icd10.csv': '',
    'data/loinc_codes.csv': '',
  }));

test('a word for patients on a text is something to read', () =>
  says({
    'patients.json': 'plausible',
    'data/fhir.xml': 'plausible',
    'fhir.json': '',
    'dicom.json -> /etc/orthanc/': '',
    'locales/en/patient.json': '',
  }));

test('tables of no particular name, and bare data folders', () =>
  says({
    '*.csv': 'weak',
    'schema/regions.csv': 'weak',
    'data/': 'weak',
    'data/* -> /data/': 'weak',
    'dump.sql': 'weak',
    'users.db': '',
  }));

test('what is made up', () =>
  says({
    'synthea/patients.csv': 'strong?',
    'test/fixtures/patient.dcm': 'strong?',
    'patients-deid.csv': 'strong?',
    'de-identified/patients.csv': 'strong?',
    'demo/data/visits.csv': 'plausible?',
    'latest/patients.csv': 'strong',
    'contest/patients.csv': 'strong',
  }));

test('source code, conformance resources and SQL that fills no table', () =>
  says({
    'src/patient-portal': '',
    'patient.service.ts': '',
    'Patient.java': '',
    'fhir-schema.json': '',
    'StructureDefinition-patient.json': '',
    'sql/patient_views.sql': '',
    'migrations/003_patients.sql': '',
    'V7__patients.sql': '',
    'create_patients_table.sql': '',
    'patient_portal.csv': 'weak',
    'hl7-listener.jar': '',
    'package*.json': '',
    '.': '',
    '*': '',
    '': '',
  }));

test('words of a team', () => {
  equal(judgePhiPath('ward-list.csv', '', ['ward list'])?.strength, 'strong');
  equal(judgePhiPath('worklist.tsv', '', ['worklist'])?.strength, 'strong');
  equal(judgePhiPath('worklist.ts', '', ['worklist']), undefined);
});
