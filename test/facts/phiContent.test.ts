import { equal } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { judgeContent } from '../../rules/facts/phiContent.ts';
import { citedClasses } from '../../rules/facts/phiColumns.ts';

/** What is said of a file: strength, `?` when it says it is made up, and the letters of its identifiers. */
function says(name: string, head: string): string {
  const content = judgeContent(name, head);
  return content ? `${content.strength}${content.synthetic ? '?' : ''} ${content.classes.join('')}`.trim() : '';
}

suite('the beginning of a file', () => {
  test('columns: identifiers beside health data', () => {
    equal(says('a.csv', 'patient_id,first_name,last_name,date_of_birth,icd10_code\n'), 'strong ACR');
    equal(says('a.csv', 'PatientName;Diagnosis\nx;y\n'), 'strong A');
    equal(says('a.tsv', 'SSN\tmedication\n'), 'strong G');
    equal(says('a.csv', '"Home Phone","City","Rx"\n'), 'plausible BD');
    equal(says('patients.csv', 'mrn,name\n'), 'strong H');
    equal(says('claims.csv', 'member_id,first_name,last_name,dob,claim_amount\n'), 'plausible ACI');
  });

  test('columns: persons without health, health without persons', () => {
    equal(says('a.csv', 'first_name,last_name,email,ip_address\n'), 'none');
    equal(says('members.csv', 'member_id,first_name,last_name,email,phone\n'), 'none');
    equal(says('a.csv', 'provider_first_name,provider_last_name,npi,phone,zip\n'), 'none');
    equal(says('a.csv', 'patient_id,amount\n'), 'none');
    equal(says('patients.csv', 'region,count\n'), 'none');
    equal(says('icd.csv', 'code,description\n'), 'never');
    equal(says('CONCEPT.csv', 'concept_id,concept_name,domain_id,vocabulary_id\n'), 'never');
  });

  test('lines that are no names, and texts that are no tables', () => {
    equal(says('a.csv', '1,2,3\n4,5,6\n'), '');
    equal(says('notes.txt', 'The patient, a member, called.\nHer mrn was noted.\n'), '');
    equal(says('a.csv', 'mrn,diagnosis\nhello\n'), '');
  });

  test('what a generator made says so', () =>
    equal(says('patients.csv', 'Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX\n'), 'strong? CGK'));

  test('HL7 v2, in batches and with framing, tests apart', () => {
    const message = (processing: string): string =>
      `MSH|^~\\&|A|B|C|D|2026||ADT^A01|1|${processing}|2.5\rPID|1||0^^^X||EXAMPLE^PATIENT||19000101|F\r`;
    equal(says('a.hl7', message('P')), 'strong ACH');
    equal(says('a', `\x0b${message('P')}`), 'strong ACH');
    equal(says('a.txt', `FHS|^~\\&|A\rBHS|^~\\&|A\r${message('P')}`), 'strong ACH');
    equal(says('a.hl7', message('T')), 'strong? ACH');
    equal(says('a.hl7', 'MSH|^~\\&|A|B|C|D|2026||ACK^A01|1|P|2.5\rMSA|AA|1\r'), '');
  });

  test('FHIR: resources of a patient, and definitions', () => {
    equal(says('a.json', '{"resourceType":"Patient","name":[{"family":"Example"}],"birthDate":"1900-01-01"}'), 'strong AC');
    equal(says('a.ndjson', '{"resourceType":"Condition","subject":{"reference":"Patient/1"}}\n'), 'strong');
    equal(
      says('a.json', '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","birthDate":"1900"}}]}'),
      'strong C',
    );
    equal(says('a.xml', '<Patient xmlns="http://hl7.org/fhir"><birthDate value="1900-01-01"/></Patient>'), 'strong C');
    equal(says('a.json', '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"ValueSet"}}]}'), 'never');
    equal(says('patient.json', '{"resourceType":"StructureDefinition","type":"Patient"}'), 'never');
    equal(says('a.json', '{"resourceType":"Patient"}'), '');
  });

  test('X12, C-CDA, NCPDP and DICOM', () => {
    const x12 = (usage: string, set: string): string =>
      `ISA*00*          *00*          *ZZ*A              *ZZ*B              *260101*1200*^*00501*000000001*0*${usage}*:~ST*${set}*1~NM1*IL*1*EXAMPLE~`;
    equal(says('a.edi', x12('P', '837')), 'strong AI');
    equal(says('a.edi', x12('T', '837')), 'strong? AI');
    equal(says('a.edi', x12('P', '997')), '');
    const cda = '<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patient><name><given>Example</given></name>';
    equal(says('a.xml', `<?xml version="1.0"?>\n${cda}`), 'strong A');
    equal(says('a.xsl', `<xsl:stylesheet><xsl:template>${cda}`), '');
    equal(says('a.xml', '<Message xmlns="http://www.ncpdp.org/schema/SCRIPT"><LastName>Example</LastName>'), 'strong A');
    equal(says('image', `${'\0'.repeat(128)}DICM\x02\0`), 'strong');
    equal(says('image', `${'\0'.repeat(128)}DICM\x12\0\x62\0CS\x04\0YES `), 'strong?');
  });

  test('SQL: rows by their columns, tables without rows', () => {
    const table = 'CREATE TABLE patients (\n  id int,\n  mrn text,\n  last_name text\n);\n';
    equal(says('a.sql', table), 'never');
    equal(says('a.sql', `${table}INSERT INTO patients VALUES (1, '0', 'x');\n`), 'strong AH');
    equal(says('a.sql', 'COPY public.patients (id, mrn, dob) FROM stdin;\n1\t0\t1900-01-01\n'), 'strong CH');
    equal(says('a.sql', "INSERT INTO countries (code, name) VALUES ('XX', 'Example');\n"), 'none');
    const dump = `-- MySQL dump 10.13\n${table}`;
    equal(says('a.sql', dump.padEnd(65_536, '-- \n')), 'plausible AH');
  });

  test('what says nothing of what is in it, and what is encrypted', () => {
    equal(says('a.db', 'SQLite format 3\0'), '');
    equal(says('a.csv', ''), 'never');
    equal(says('a.csv.age', 'age-encryption.org/v1\n-> X25519 '), 'none');
    equal(says('a.csv', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n'), '');
  });
});

test('classes are cited as the regulation does', () => {
  equal(citedClasses(['A', 'H']), '164.514(b)(2)(i)(A), (H)');
  equal(citedClasses([]), '');
});
