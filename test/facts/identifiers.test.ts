import { equal, ok } from 'node:assert/strict';
import { suite, test } from 'node:test';
import { identifiersIn, isDea } from '../../rules/facts/identifiers.ts';
import { assertInProportion } from '../support/growth.ts';

/** The letters found, `?` behind those that are weak. */
const found = (text: string, label?: string): string =>
  identifiersIn(text, label)
    .map(({ letter, strength }) => `${letter}${strength === 'weak' ? '?' : ''}`)
    .join(' ');

suite('identifiers', () => {
  test('Social Security numbers, with a label or several', () => {
    equal(found('SSN: 001-01-0001'), 'G');
    equal(found('social security no 001-01-0001'), 'G');
    equal(found('ssn=001010001'), 'G');
    equal(found('001-01-0001\n001-01-0002'), 'G G');
    equal(found('001-01-0001'), '');
    equal(found('001-01-0001', 'ssn'), 'G');
  });

  test('numbers that nobody has', () => {
    for (const number of [
      '000-01-0001',
      '666-01-0001',
      '900-01-0001',
      '001-00-0001',
      '001-01-0000',
      '078-05-1120',
      '123-45-6789',
    ])
      equal(found(`ssn ${number}`), '', number);
  });

  test('Medicare beneficiary identifiers', () => {
    equal(found('MBI 9AA9AA9AA99'), 'I');
    equal(found('9AA9-AA9-AA99'), 'I');
    equal(found('9AA9AA9AA99'), 'I?');
    equal(found('MBI 1EG4-TE5-MK73'), '', 'the sample of the agency');
    equal(found('MBI 9SA9AA9AA99'), '', 'a letter that is never used');
    equal(found('sha 9AA9AA9AA99F'), '', 'part of a longer word');
  });

  test('numbers with a label', () => {
    equal(found('MRN: 004120077'), 'H');
    equal(found('"medical_record_number": "N-4120077"'), 'H');
    equal(found('004120077', 'PROBE_MRN'), 'H');
    equal(found('health plan, member id: 41200771'), 'I');
    equal(found('gym, member id: 41200771'), '');
    equal(found('MRN_LENGTH=10'), '');
    equal(found('mrn: 12345678'), '', 'stands for any');
  });

  test('dates of birth and of nothing', () => {
    equal(found('DOB: 1958-07-02'), 'C?');
    equal(found('birth_date="7/2/1958"'), 'C?');
    equal(found('dob: 1970-01-01'), '');
    equal(found('date: 1958-07-02'), '');
  });

  test('the last digit of a DEA number checks the rest', () => {
    ok(isDea('AB1234563'));
    ok(!isDea('AB1234564'));
    equal(found('DEA: AB1234563'), 'K?');
    equal(found('AB1234563'), '');
  });

  test('what identifies nobody by itself', () =>
    equal(found('help@clinic.example, +1 555 0100, 10.0.0.1, 2026-11-25, 3.141-59-2653, NPI 1234567893'), ''));

  test('a long text takes time in proportion', () => {
    for (const piece of ['1A', '001-01-', 'mrn ', 'dob: 1', 'member id ', '9AA9-'])
      assertInProportion(50_000, (times) => piece.repeat(times), identifiersIn, piece);
  });
});
