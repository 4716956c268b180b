/** Guidance that NIST relates to a safeguard. It helps to understand one, and is no requirement of the Security Rule. */
export interface RelatedGuidance {
  /** NIST Cybersecurity Framework 1.1, as NIST's crosswalk of SP 800-66r2 has it. */
  readonly csf: readonly string[];
  /** The same in version 2.0, where the mapping of 1.1 to 2.0 names one. */
  readonly csf2: readonly string[];
  /** NIST SP 800-53r5 controls, as the same crosswalk has them. */
  readonly sp80053: readonly string[];
  /** The section of NIST SP 800-66r2 that explains the standard. */
  readonly sp80066?: string;
  /** NIST SP 800-190 countermeasures. No official mapping exists: all of them are our own judgement. */
  readonly sp800190: readonly ContainerCountermeasure[];
  /** What the crosswalk does not hold and we add by our own judgement. */
  readonly editorial: { readonly csf: readonly string[]; readonly sp80053: readonly string[] };
}

/** A section of NIST SP 800-190, Application Container Security Guide, chapter 4. */
export interface ContainerCountermeasure {
  readonly section: string;
  readonly title: string;
}

/** A standard, an implementation specification or a general rule of the HIPAA Security Rule. */
export interface Safeguard {
  readonly title: string;
  readonly category: 'administrative' | 'physical' | 'technical' | 'organizational' | 'documentation' | 'general';
  readonly level: 'standard' | 'specification' | 'rule';
  /** `addressable` is as 164.306(d)(3) has it; `rule` is one of the general rules of 164.306, to which the distinction does not apply. */
  readonly required: 'required' | 'addressable' | 'rule';
  /** In plain language and our own words. */
  readonly summary: string;
  /** The paragraph in the eCFR, which is the text in force. */
  readonly url: string;
  readonly related: RelatedGuidance;
  /** What the proposal of 2025 says beyond renumbering, as a phrase that follows "would". Never law: see `regulation.proposal`. */
  readonly proposed?: string;
  /** How much of it a configuration file can show, by our own judgement. */
  readonly relevance: 'direct' | 'supporting' | 'context' | 'none';
}

const subpart = 'https://www.ecfr.gov/current/title-45/subtitle-A/subchapter-C/part-164/subpart-C';

/** Where NIST CSF 1.1 went in 2.0; an entry that is not here has no counterpart in the mapping we use. */
const csf2Of: Readonly<Record<string, readonly string[]>> = {
  'PR.AC-1': ['PR.AA-01', 'PR.AA-05'],
  'PR.AC-3': ['PR.AA-03', 'PR.AA-05', 'PR.IR-01'],
  'PR.AC-4': ['PR.AA-05'],
  'PR.AC-5': ['PR.IR-01'],
  'PR.AC-7': ['PR.AA-03'],
  'PR.DS-1': ['PR.DS-01'],
  'PR.DS-2': ['PR.DS-02'],
  'PR.DS-6': ['DE.CM-09', 'PR.DS-01'],
  'PR.DS-7': ['PR.IR-01'],
  'PR.IP-4': ['PR.DS-11'],
  'PR.PT-1': ['PR.PS-04'],
  'PR.PT-3': ['PR.PS-01'],
  'PR.PT-4': ['PR.AA-06', 'PR.IR-01'],
  'PR.IP-12': ['ID.RA-01', 'PR.PS-02'],
};

/** The titles of NIST SP 800-190's sections. */
const countermeasures = {
  '4.1.1': 'Image vulnerabilities',
  '4.1.2': 'Image configuration defects',
  '4.1.3': 'Embedded malware',
  '4.1.4': 'Embedded clear text secrets',
  '4.1.5': 'Use of untrusted images',
  '4.2.1': 'Insecure connections to registries',
  '4.2.2': 'Stale images in registries',
  '4.2.3': 'Insufficient authentication and authorization restrictions',
  '4.3.1': 'Unbounded administrative access',
  '4.3.2': 'Unauthorized access',
  '4.3.3': 'Poorly separated inter-container network traffic',
  '4.3.4': 'Mixing of workload sensitivity levels',
  '4.3.5': 'Orchestrator node trust',
  '4.4.1': 'Vulnerabilities within the runtime software',
  '4.4.2': 'Unbounded network access from containers',
  '4.4.3': 'Insecure container runtime configurations',
  '4.4.4': 'App vulnerabilities',
  '4.4.5': 'Rogue containers',
  '4.5.1': 'Large attack surface',
  '4.5.4': 'Improper user access rights',
  '4.5.5': 'Host file system tampering',
} as const;

const rows = {
  '164.308(a)(1)(i)': {
    title: 'Security management process',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary:
      'Have a working programme that prevents, detects, contains and corrects security problems in systems that hold ePHI. Checking configuration in the editor and in CI is one small input to it.',
    url: `${subpart}/section-164.308#p-164.308(a)(1)(i)`,
    related: related({
      csf: ['PR.IP-12'],
      sp80053: ['RA-1'],
      sp80066: '5.1.1',
      editorial: { csf: ['ID.RA-1'], sp80053: ['CM-6', 'SI-2'], sp800190: ['4.1.1', '4.4.3'] },
    }),
    relevance: 'context',
  },
  '164.308(a)(1)(ii)(A)': {
    title: 'Risk analysis',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary:
      'Find and document the realistic risks to the confidentiality, integrity and availability of all ePHI you hold. Findings can be an input to that document; they are not the risk analysis.',
    url: `${subpart}/section-164.308#p-164.308(a)(1)(ii)(A)`,
    related: related({
      csf: ['ID.AM-2', 'ID.RA-1', 'ID.RA-5'],
      sp80053: ['RA-1', 'RA-3'],
      sp80066: '5.1.1',
      editorial: { sp80053: ['RA-5', 'CM-8'], sp800190: ['4.1.1', '4.4.1'] },
    }),
    proposed:
      'require a written, itemised risk analysis, based on an inventory of technology assets and a network map and reviewed at least every 12 months (proposed 164.308(a)(1) and (a)(2))',
    relevance: 'supporting',
  },
  '164.308(a)(1)(ii)(B)': {
    title: 'Risk management',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary: 'Put measures in place that bring the risks you identified down to a reasonable and appropriate level.',
    url: `${subpart}/section-164.308#p-164.308(a)(1)(ii)(B)`,
    related: related({
      csf: ['PR.IP-12', 'ID.RA-6'],
      sp80053: ['PL-2', 'RA-2', 'RA-3'],
      sp80066: '5.1.1',
      editorial: { sp80053: ['CM-6', 'CM-7', 'SI-2', 'RA-7'], sp800190: ['4.1.1', '4.1.2', '4.4.1', '4.4.3', '4.5.1'] },
    }),
    proposed:
      'add deadlines for patches, 15 days for critical risks and 30 for high ones, and standards for configuration management and vulnerability management (proposed 164.308(a)(4), 164.312(c) and (h))',
    relevance: 'direct',
  },
  '164.308(a)(1)(ii)(C)': {
    title: 'Sanction policy',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary: 'Apply sanctions to members of the workforce who break security policy. No configuration file shows this.',
    url: `${subpart}/section-164.308#p-164.308(a)(1)(ii)(C)`,
    related: related({ sp80053: ['PS-8'], sp80066: '5.1.1' }),
    relevance: 'none',
  },
  '164.308(a)(1)(ii)(D)': {
    title: 'Information system activity review',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary:
      'Regularly review records of system activity, such as audit logs, access reports and incident reports. Logs that are thrown away, or never written, cannot be reviewed.',
    url: `${subpart}/section-164.308#p-164.308(a)(1)(ii)(D)`,
    related: related({
      csf: ['PR.PT-1', 'DE.AE-3', 'DE.CM-1', 'PR.DS-6'],
      sp80053: ['AU-6', 'AU-7', 'CA-7', 'IR-5', 'IR-6', 'SI-4'],
      sp80066: '5.1.1',
      editorial: { sp80053: ['AU-12'], sp800190: ['4.2.3', '4.4.4', '4.5.4'] },
    }),
    proposed:
      'require written review procedures for audit trails and event, firewall, system, backup, access and anti-malware logs, reviewed and tested every 12 months (proposed 164.308(a)(7))',
    relevance: 'direct',
  },
  '164.308(a)(2)': {
    title: 'Assigned security responsibility',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary: 'Name the security official responsible for Security Rule policies and procedures.',
    url: `${subpart}/section-164.308#p-164.308(a)(2)`,
    related: related({ sp80053: ['CA-6', 'PM-2'], sp80066: '5.1.2' }),
    relevance: 'none',
  },
  '164.308(a)(3)(i)': {
    title: 'Workforce security',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary:
      'Make sure members of the workforce get the access to ePHI they need and no one else gets any. Role bindings to broad groups are the part a manifest shows.',
    url: `${subpart}/section-164.308#p-164.308(a)(3)(i)`,
    related: related({
      csf: ['PR.AC-4'],
      sp80053: ['AC-1', 'AC-2', 'AC-3', 'AC-5', 'AC-6'],
      sp80066: '5.1.3',
      editorial: { sp80053: ['AC-6(1)'], sp800190: ['4.3.1'] },
    }),
    relevance: 'supporting',
  },
  '164.308(a)(3)(ii)(A)': {
    title: 'Authorization and/or supervision',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary:
      'Decide and supervise who may work with ePHI or be where it can be reached. Exec, attach and port-forward rights let people reach processes that hold it.',
    url: `${subpart}/section-164.308#p-164.308(a)(3)(ii)(A)`,
    related: related({
      csf: ['PR.AC-4', 'PR.PT-3'],
      sp80053: ['AC-1', 'AC-2', 'AC-3', 'AC-4', 'MA-5', 'MP-2', 'PS-1', 'PS-6', 'PS-7'],
      sp80066: '5.1.3',
      editorial: { sp80053: ['AC-6(9)'], sp800190: ['4.3.1', '4.5.4'] },
    }),
    relevance: 'supporting',
  },
  '164.308(a)(3)(ii)(B)': {
    title: 'Workforce clearance procedure',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary:
      "Check that each person's access to ePHI is appropriate. A file can only show unusually broad grants for someone to review.",
    url: `${subpart}/section-164.308#p-164.308(a)(3)(ii)(B)`,
    related: related({
      csf: ['PR.AC-4'],
      sp80053: ['AC-2', 'PS-1', 'PS-2', 'PS-3', 'PS-5', 'PS-6', 'PS-7'],
      sp80066: '5.1.3',
      editorial: { sp800190: ['4.3.1'] },
    }),
    relevance: 'context',
  },
  '164.308(a)(3)(ii)(C)': {
    title: 'Termination procedures',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary:
      'Remove access when someone leaves or no longer needs it. Long-lived tokens and personal accounts in bindings make that hard.',
    url: `${subpart}/section-164.308#p-164.308(a)(3)(ii)(C)`,
    related: related({
      csf: ['PR.AC-1'],
      sp80053: ['PS-1', 'PS-4', 'PS-5'],
      sp80066: '5.1.3',
      editorial: { sp80053: ['AC-2(3)'], sp800190: ['4.3.2'] },
    }),
    proposed: 'require access to end no later than one hour after employment ends (proposed 164.308(a)(9)(ii)(C))',
    relevance: 'context',
  },
  '164.308(a)(4)(i)': {
    title: 'Information access management',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary: 'Authorise access to ePHI in line with the Privacy Rule, including its minimum necessary standard.',
    url: `${subpart}/section-164.308#p-164.308(a)(4)(i)`,
    related: related({
      csf: ['PR.AC-3', 'PR.AC-4', 'PR.DS-7'],
      sp80053: ['AC-1', 'AC-2', 'AC-5', 'AC-6'],
      sp80066: '5.1.4',
      editorial: { sp80053: ['AC-17', 'CM-4(1)', 'SC-7'], sp800190: ['4.3.1', '4.3.2', '4.3.4', '4.4.5'] },
    }),
    proposed: 'add policies for authentication management and network segmentation (proposed 164.308(a)(10)(ii)(C) and (E))',
    relevance: 'direct',
  },
  '164.308(a)(4)(ii)(A)': {
    title: 'Isolating health care clearinghouse functions',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary:
      'A clearinghouse inside a larger organisation walls off its ePHI from the rest; in a cluster, by namespace, network policy and node. Concerns clearinghouses alone.',
    url: `${subpart}/section-164.308#p-164.308(a)(4)(ii)(A)`,
    related: related({
      csf: ['PR.DS-7', 'PR.AC-4'],
      sp80053: ['AC-5', 'AC-6', 'CA-3'],
      sp80066: '5.1.4',
      editorial: { sp80053: ['SC-7', 'AC-4'], sp800190: ['4.3.3', '4.3.4'] },
    }),
    proposed: 'extend this from ePHI to the relevant electronic information systems (proposed 164.308(a)(10)(ii)(A))',
    relevance: 'supporting',
  },
  '164.308(a)(4)(ii)(B)': {
    title: 'Access authorization',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary:
      'Have rules for granting access to ePHI through a workstation, transaction, program or process. That includes service accounts and network paths, not only people.',
    url: `${subpart}/section-164.308#p-164.308(a)(4)(ii)(B)`,
    related: related({
      csf: ['PR.AC-4', 'PR.AC-5', 'PR.DS-7'],
      sp80053: ['AC-1', 'AC-2', 'AC-3', 'AC-4', 'PS-6', 'PS-7'],
      sp80066: '5.1.4',
      editorial: { sp80053: ['AC-3(7)'], sp800190: ['4.3.1', '4.3.3'] },
    }),
    relevance: 'direct',
  },
  '164.308(a)(4)(ii)(C)': {
    title: 'Access establishment and modification',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary:
      "Establish, document, review and change each user's or program's right of access. A grant that lets its holder raise its own rights defeats this.",
    url: `${subpart}/section-164.308#p-164.308(a)(4)(ii)(C)`,
    related: related({
      csf: ['PR.AC-4', 'PR.AC-1', 'PR.DS-7'],
      sp80053: ['AC-1', 'AC-2'],
      sp80066: '5.1.4',
      editorial: { sp80053: ['AC-6(1)'], sp800190: ['4.3.1', '4.3.2'] },
    }),
    relevance: 'direct',
  },
  '164.308(a)(5)(i)': {
    title: 'Security awareness and training',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary: 'Train all members of the workforce. An explanation in the editor is at most a reminder.',
    url: `${subpart}/section-164.308#p-164.308(a)(5)(i)`,
    related: related({ csf: ['PR.AT-1'], sp80053: ['AT-1', 'AT-2', 'AT-3', 'AT-4'], sp80066: '5.1.5' }),
    relevance: 'context',
  },
  '164.308(a)(5)(ii)(A)': {
    title: 'Security reminders',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary: 'Give the workforce periodic security updates.',
    url: `${subpart}/section-164.308#p-164.308(a)(5)(ii)(A)`,
    related: related({ csf: ['PR.AT-1'], sp80053: ['AT-2', 'AT-3'], sp80066: '5.1.5' }),
    relevance: 'context',
  },
  '164.308(a)(5)(ii)(B)': {
    title: 'Protection from malicious software',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary:
      'Guard against, detect and report malicious software. For containers: where images, packages and scripts come from, and whether anything checks them.',
    url: `${subpart}/section-164.308#p-164.308(a)(5)(ii)(B)`,
    related: related({
      csf: ['DE.CM-4', 'DE.CM-5'],
      sp80053: ['AT-2', 'AT-3'],
      sp80066: '5.1.5',
      editorial: { sp80053: ['SI-3', 'SR-3', 'SR-11'], sp800190: ['4.1.1', '4.1.3', '4.1.5'] },
    }),
    proposed: 'require anti-malware protection on all technology assets (proposed 164.312(c)(2)(i))',
    relevance: 'direct',
  },
  '164.308(a)(5)(ii)(C)': {
    title: 'Log-in monitoring',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary: 'Watch log-in attempts and report what is odd.',
    url: `${subpart}/section-164.308#p-164.308(a)(5)(ii)(C)`,
    related: related({
      csf: ['DE.CM-3', 'PR.PT-1'],
      sp80053: ['AT-3', 'AU-6'],
      sp80066: '5.1.5',
      editorial: { sp80053: ['AC-7'], sp800190: ['4.3.2', '4.5.4'] },
    }),
    proposed: 'require a technical control that suspends access after a set number of failed log-ins (proposed 164.312(a)(2)(v))',
    relevance: 'supporting',
  },
  '164.308(a)(5)(ii)(D)': {
    title: 'Password management',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary:
      'Create, change and safeguard passwords. One written into an image, a variable or a committed manifest is hard to keep safe or to change.',
    url: `${subpart}/section-164.308#p-164.308(a)(5)(ii)(D)`,
    related: related({
      csf: ['PR.AC-7'],
      sp80053: ['AT-2', 'AT-3'],
      sp80066: '5.1.5',
      editorial: { csf: ['PR.AC-1'], sp80053: ['IA-5', 'IA-5(7)'], sp800190: ['4.1.4'] },
    }),
    proposed: 'add a technical control for unique passwords (proposed 164.312(f)(2)(i))',
    relevance: 'direct',
  },
  '164.308(a)(6)(i)': {
    title: 'Security incident procedures',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary: 'Have policies and procedures for security incidents.',
    url: `${subpart}/section-164.308#p-164.308(a)(6)(i)`,
    related: related({
      csf: ['PR.IP-9'],
      sp80053: ['IR-1', 'IR-2', 'IR-3', 'IR-4'],
      sp80066: '5.1.6',
      editorial: { sp800190: ['4.4.4'] },
    }),
    relevance: 'context',
  },
  '164.308(a)(6)(ii)': {
    title: 'Response and reporting',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary:
      'Respond to, limit and document incidents. Finding out what happened needs logs, and images that can be identified and have not changed.',
    url: `${subpart}/section-164.308#p-164.308(a)(6)(ii)`,
    related: related({
      csf: ['RS.AN-1'],
      sp80053: ['IR-4', 'IR-5', 'IR-6', 'IR-7', 'IR-8', 'IR-9'],
      sp80066: '5.1.6',
      editorial: { csf: ['DE.AE-2'], sp80053: ['AU-6'], sp800190: ['4.4.4', '4.4.5'] },
    }),
    proposed: 'require written response plans, tested every 12 months (proposed 164.308(a)(12)(ii))',
    relevance: 'supporting',
  },
  '164.308(a)(7)(i)': {
    title: 'Contingency plan',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary: 'Plan for emergencies that damage systems holding ePHI.',
    url: `${subpart}/section-164.308#p-164.308(a)(7)(i)`,
    related: related({
      csf: ['PR.IP-9', 'PR.DS-4'],
      sp80053: ['CP-1', 'CP-2'],
      sp80066: '5.1.7',
      editorial: { sp80053: ['SC-5'] },
    }),
    proposed: 'extend the plan to security incidents (proposed 164.308(a)(13))',
    relevance: 'supporting',
  },
  '164.308(a)(7)(ii)(A)': {
    title: 'Data backup plan',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary: 'Create and keep retrievable exact copies of ePHI.',
    url: `${subpart}/section-164.308#p-164.308(a)(7)(ii)(A)`,
    related: related({
      csf: ['PR.IP-4'],
      sp80053: ['CP-6', 'CP-9', 'CP-9(1)'],
      sp80066: '5.1.7',
      editorial: { sp80053: ['CP-9(8)'] },
    }),
    proposed:
      'require copies no more than 48 hours old, alerts when a backup fails, and monthly test restores of a sample (proposed 164.308(a)(13)(ii)(B)-(C) and 164.312(i)-(j))',
    relevance: 'direct',
  },
  '164.308(a)(7)(ii)(B)': {
    title: 'Disaster recovery plan',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary:
      'Be able to restore lost data. Reclaim and deletion policies, and copies kept elsewhere, decide whether there is anything to restore.',
    url: `${subpart}/section-164.308#p-164.308(a)(7)(ii)(B)`,
    related: related({
      csf: ['PR.IP-4', 'RC.RP-1'],
      sp80053: ['CP-10', 'CP-2', 'CP-6', 'CP-7', 'CP-8', 'CP-9'],
      sp80066: '5.1.7',
    }),
    proposed:
      'require written procedures to restore critical systems and data within 72 hours of their loss (proposed 164.308(a)(13)(ii)(D))',
    relevance: 'direct',
  },
  '164.308(a)(7)(ii)(C)': {
    title: 'Emergency mode operation plan',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary: 'Keep critical processes that protect ePHI running in an emergency.',
    url: `${subpart}/section-164.308#p-164.308(a)(7)(ii)(C)`,
    related: related({ csf: ['PR.PT-5'], sp80053: ['CP-10', 'CP-2'], sp80066: '5.1.7', editorial: { sp80053: ['CP-7'] } }),
    relevance: 'context',
  },
  '164.308(a)(7)(ii)(D)': {
    title: 'Testing and revision procedures',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary: 'Test and revise contingency plans periodically, restores included.',
    url: `${subpart}/section-164.308#p-164.308(a)(7)(ii)(D)`,
    related: related({
      csf: ['PR.IP-4', 'PR.IP-10'],
      sp80053: ['CP-2', 'CP-3', 'CP-4'],
      sp80066: '5.1.7',
      editorial: { sp80053: ['CP-9(1)'] },
    }),
    proposed:
      'require tests of the plan every 12 months and test restores every month (proposed 164.308(a)(13)(ii)(F) and 164.312(i)(2)(iv))',
    relevance: 'supporting',
  },
  '164.308(a)(7)(ii)(E)': {
    title: 'Applications and data criticality analysis',
    category: 'administrative',
    level: 'specification',
    required: 'addressable',
    summary: 'Rank applications and data by criticality for contingency planning.',
    url: `${subpart}/section-164.308#p-164.308(a)(7)(ii)(E)`,
    related: related({
      csf: ['ID.AM-5'],
      sp80053: ['CP-2', 'CP-2(8)', 'RA-2', 'RA-2(1)'],
      sp80066: '5.1.7',
      editorial: { sp80053: ['RA-9'] },
    }),
    relevance: 'context',
  },
  '164.308(a)(8)': {
    title: 'Evaluation',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary:
      'Evaluate periodically, and after changes, how well security policies and procedures meet the Security Rule. A repeatable report from CI can support the technical half.',
    url: `${subpart}/section-164.308#p-164.308(a)(8)`,
    related: related({
      csf: ['PR.IP-7', 'ID.RA-1'],
      sp80053: ['CA-1', 'CA-2', 'CA-6', 'CA-7', 'CA-8'],
      sp80066: '5.1.8',
      editorial: { sp800190: ['4.4.3'] },
    }),
    proposed:
      'require an evaluation before changes and an audit against the rule every 12 months (proposed 164.308(a)(3) and (a)(14))',
    relevance: 'context',
  },
  '164.308(b)(1)': {
    title: 'Business associate contracts and other arrangements',
    category: 'administrative',
    level: 'standard',
    required: 'required',
    summary:
      'Give ePHI to a business associate only with satisfactory assurances. An outside endpoint in a file is a prompt to check whether an agreement covers it, and no more.',
    url: `${subpart}/section-164.308#p-164.308(b)(1)`,
    related: related({
      csf: ['PR.AC-3', 'ID.SC-3'],
      sp80053: ['CA-3', 'PS-7', 'SA-9'],
      sp80066: '5.1.9',
      editorial: { sp800190: ['4.2.3'] },
    }),
    proposed:
      'require written verification, at least every 12 months, that the business associate deployed the technical safeguards (proposed 164.308(b)(1))',
    relevance: 'context',
  },
  '164.308(b)(3)': {
    title: 'Written contract or other arrangement',
    category: 'administrative',
    level: 'specification',
    required: 'required',
    summary: 'Put the assurances of a business associate into a written contract or other arrangement.',
    url: `${subpart}/section-164.308#p-164.308(b)(3)`,
    related: related({ csf: ['ID.SC-3'], sp80053: ['CA-3', 'SA-4', 'SA-9'], sp80066: '5.1.9' }),
    relevance: 'none',
  },
  '164.310(a)(1)': {
    title: 'Facility access controls',
    category: 'physical',
    level: 'standard',
    required: 'required',
    summary: 'Limit physical access to systems and to the facilities that house them.',
    url: `${subpart}/section-164.310#p-164.310(a)(1)`,
    related: related({ sp80053: ['PE-1', 'PE-2', 'PE-3', 'PE-3(1)', 'PE-4', 'PE-5'], sp80066: '5.2.1' }),
    relevance: 'none',
  },
  '164.310(a)(2)(i)': {
    title: 'Contingency operations',
    category: 'physical',
    level: 'specification',
    required: 'addressable',
    summary: 'Allow access to the facility when data has to be restored in an emergency.',
    url: `${subpart}/section-164.310#p-164.310(a)(2)(i)`,
    related: related({ csf: ['PR.IP-4'], sp80053: ['CP-2', 'CP-6', 'CP-7', 'PE-17', 'PE-2', 'PE-3'], sp80066: '5.2.1' }),
    relevance: 'context',
  },
  '164.310(a)(2)(ii)': {
    title: 'Facility security plan',
    category: 'physical',
    level: 'specification',
    required: 'addressable',
    summary: 'Protect the facility and its equipment from unauthorised physical access, tampering and theft.',
    url: `${subpart}/section-164.310#p-164.310(a)(2)(ii)`,
    related: related({ sp80053: ['PE-1', 'PL-2'], sp80066: '5.2.1' }),
    relevance: 'none',
  },
  '164.310(a)(2)(iii)': {
    title: 'Access control and validation procedures',
    category: 'physical',
    level: 'specification',
    required: 'addressable',
    summary:
      'Control access to facilities by role, including access to software programs for testing and revision: the only words about test software in the Security Rule.',
    url: `${subpart}/section-164.310#p-164.310(a)(2)(iii)`,
    related: related({
      csf: ['PR.AC-4'],
      sp80053: ['PE-1', 'PE-2', 'PE-3', 'PE-3(1)', 'PE-6', 'PE-8'],
      sp80066: '5.2.1',
      editorial: { sp80053: ['CM-4(1)'], sp800190: ['4.4.5'] },
    }),
    proposed: 'drop the words about access to software programs for testing and revision',
    relevance: 'supporting',
  },
  '164.310(a)(2)(iv)': {
    title: 'Maintenance records',
    category: 'physical',
    level: 'specification',
    required: 'addressable',
    summary: 'Record repairs to physical security components.',
    url: `${subpart}/section-164.310#p-164.310(a)(2)(iv)`,
    related: related({ sp80053: ['MA-1', 'MA-2', 'MA-6'], sp80066: '5.2.1' }),
    relevance: 'none',
  },
  '164.310(b)': {
    title: 'Workstation use',
    category: 'physical',
    level: 'standard',
    required: 'required',
    summary: 'Say how workstations that can reach ePHI may be used, and in what surroundings.',
    url: `${subpart}/section-164.310#p-164.310(b)`,
    related: related({
      csf: ['PR.AC-3'],
      sp80053: ['AC-11', 'AC-12', 'AC-16', 'AC-17', 'AC-19', 'AC-3', 'AC-4', 'PE-3', 'PE-5', 'PL-4', 'PS-6'],
      sp80066: '5.2.2',
      editorial: { sp800190: ['4.1.2'] },
    }),
    relevance: 'context',
  },
  '164.310(c)': {
    title: 'Workstation security',
    category: 'physical',
    level: 'standard',
    required: 'required',
    summary: 'Physically protect workstations that can reach ePHI.',
    url: `${subpart}/section-164.310#p-164.310(c)`,
    related: related({ sp80053: ['MP-2', 'MP-3', 'MP-4', 'PE-18', 'PE-2', 'PE-3', 'PE-4', 'PE-5'], sp80066: '5.2.3' }),
    relevance: 'none',
  },
  '164.310(d)(1)': {
    title: 'Device and media controls',
    category: 'physical',
    level: 'standard',
    required: 'required',
    summary:
      'Govern how hardware and media that hold ePHI are received, moved and removed. Image layers, persistent volumes and snapshots are the media of containers.',
    url: `${subpart}/section-164.310#p-164.310(d)(1)`,
    related: related({
      csf: ['PR.DS-3', 'PR.DS-1'],
      sp80053: ['CM-8', 'MP-1', 'MP-2', 'MP-3', 'MP-4', 'MP-5', 'MP-6', 'PE-16', 'PE-20'],
      sp80066: '5.2.4',
      editorial: { sp800190: ['4.5.5'] },
    }),
    relevance: 'supporting',
  },
  '164.310(d)(2)(i)': {
    title: 'Disposal',
    category: 'physical',
    level: 'specification',
    required: 'required',
    summary: 'Dispose of ePHI and the media that hold it. Deleting a file in a later image layer leaves it in the earlier one.',
    url: `${subpart}/section-164.310#p-164.310(d)(2)(i)`,
    related: related({ csf: ['PR.IP-6', 'PR.DS-3'], sp80053: ['MP-6'], sp80066: '5.2.4', editorial: { sp800190: ['4.1.4'] } }),
    proposed: 'require written procedures that follow current disposal standards',
    relevance: 'supporting',
  },
  '164.310(d)(2)(ii)': {
    title: 'Media re-use',
    category: 'physical',
    level: 'specification',
    required: 'required',
    summary: 'Remove ePHI before media is used again. Recycled volumes and shared build caches are media used again.',
    url: `${subpart}/section-164.310#p-164.310(d)(2)(ii)`,
    related: related({
      csf: ['PR.IP-6'],
      sp80053: ['MP-6'],
      sp80066: '5.2.4',
      editorial: { sp80053: ['SC-4'], sp800190: ['4.5.5'] },
    }),
    proposed: 'require written procedures so that ePHI cannot be recovered from media, under the name media sanitization',
    relevance: 'supporting',
  },
  '164.310(d)(2)(iii)': {
    title: 'Accountability',
    category: 'physical',
    level: 'specification',
    required: 'addressable',
    summary: 'Keep a record of where hardware and media go and who is responsible for them.',
    url: `${subpart}/section-164.310#p-164.310(d)(2)(iii)`,
    related: related({ csf: ['PR.DS-3', 'PR.PT-1'], sp80053: ['CM-8', 'MP-5', 'PE-16', 'PE-20', 'PS-6'], sp80066: '5.2.4' }),
    relevance: 'context',
  },
  '164.310(d)(2)(iv)': {
    title: 'Data backup and storage',
    category: 'physical',
    level: 'specification',
    required: 'addressable',
    summary: 'Make a retrievable exact copy of ePHI before equipment is moved, when needed.',
    url: `${subpart}/section-164.310#p-164.310(d)(2)(iv)`,
    related: related({ csf: ['PR.IP-4'], sp80053: ['CP-9', 'MP-4'], sp80066: '5.2.4' }),
    proposed: 'move backups to the technical safeguards (proposed 164.312(i)-(j))',
    relevance: 'supporting',
  },
  '164.312(a)(1)': {
    title: 'Access control',
    category: 'technical',
    level: 'standard',
    required: 'required',
    summary:
      'Let only authorised people and software programs reach systems that hold ePHI. For containers: privileges, isolation, open ports, and data stores without authentication.',
    url: `${subpart}/section-164.312#p-164.312(a)(1)`,
    related: related({
      csf: ['PR.AC-4', 'PR.AC-5', 'PR.PT-3'],
      sp80053: ['AC-1', 'AC-3', 'AC-5', 'AC-6'],
      sp80066: '5.3.1',
      editorial: {
        sp80053: ['AC-6(10)', 'CM-7', 'SC-7', 'SC-39'],
        sp800190: ['4.1.2', '4.3.1', '4.3.2', '4.3.3', '4.4.2', '4.4.3', '4.5.5'],
      },
    }),
    proposed:
      'add separate identities for administration, a limit on log-in attempts, network segmentation and data controls, all of them required (proposed 164.312(a)(2))',
    relevance: 'direct',
  },
  '164.312(a)(2)(i)': {
    title: 'Unique user identification',
    category: 'technical',
    level: 'specification',
    required: 'required',
    summary: 'Give every user a unique identity, so that activity can be traced. Shared and default accounts break the trace.',
    url: `${subpart}/section-164.312#p-164.312(a)(2)(i)`,
    related: related({
      csf: ['PR.AC-1', 'PR.AC-6'],
      sp80053: ['AC-2', 'AC-3', 'IA-2', 'IA-3', 'IA-4', 'IA-8'],
      sp80066: '5.3.1',
      editorial: { sp80053: ['IA-2(5)'], sp800190: ['4.3.2', '4.4.5'] },
    }),
    proposed: 'require unique identification of technology assets as well as of users (proposed 164.312(a)(2)(i))',
    relevance: 'direct',
  },
  '164.312(a)(2)(ii)': {
    title: 'Emergency access procedure',
    category: 'technical',
    level: 'specification',
    required: 'required',
    summary: 'Have a way to reach needed ePHI in an emergency. A documented break-glass role is one.',
    url: `${subpart}/section-164.312#p-164.312(a)(2)(ii)`,
    related: related({
      csf: ['PR.AC-4', 'PR.DS-4'],
      sp80053: ['AC-2', 'AC-3', 'CP-2'],
      sp80066: '5.3.1',
      editorial: { sp80053: ['CP-10'] },
    }),
    relevance: 'context',
  },
  '164.312(a)(2)(iii)': {
    title: 'Automatic logoff',
    category: 'technical',
    level: 'specification',
    required: 'addressable',
    summary: 'End idle sessions after a set time; the rule names none.',
    url: `${subpart}/section-164.312#p-164.312(a)(2)(iii)`,
    related: related({ sp80053: ['AC-12'], sp80066: '5.3.1', editorial: { csf: ['PR.AC-7'], sp80053: ['AC-11'] } }),
    proposed: 'make this a required specification (proposed 164.312(a)(2)(iv))',
    relevance: 'supporting',
  },
  '164.312(a)(2)(iv)': {
    title: 'Encryption and decryption',
    category: 'technical',
    level: 'specification',
    required: 'addressable',
    summary: 'Have a mechanism to encrypt and decrypt ePHI where it is stored.',
    url: `${subpart}/section-164.312#p-164.312(a)(2)(iv)`,
    related: related({
      csf: ['PR.DS-1'],
      sp80053: ['SC-13'],
      sp80066: '5.3.1',
      editorial: { sp80053: ['SC-28', 'SC-28(1)', 'SC-12'], sp800190: ['4.3.2', '4.1.4'] },
    }),
    proposed: 'require encryption of all ePHI at rest and in transit, with listed exceptions (proposed 164.312(b))',
    relevance: 'direct',
  },
  '164.312(b)': {
    title: 'Audit controls',
    category: 'technical',
    level: 'standard',
    required: 'required',
    summary:
      'Record and be able to examine activity in systems that hold or use ePHI. Which mechanism is your choice; having one is not.',
    url: `${subpart}/section-164.312#p-164.312(b)`,
    related: related({
      csf: ['PR.PT-1', 'DE.CM-1', 'DE.CM-3'],
      sp80053: ['AU-1', 'AU-2', 'AU-3', 'AU-4', 'AU-6', 'AU-7', 'AU-8'],
      sp80066: '5.3.2',
      editorial: { sp80053: ['AU-9', 'AU-11', 'AU-12'], sp800190: ['4.2.3', '4.4.4', '4.4.5', '4.5.4'] },
    }),
    proposed: 'require monitoring in real time, recording, alerts and retention of activity (proposed 164.312(d))',
    relevance: 'direct',
  },
  '164.312(c)(1)': {
    title: 'Integrity',
    category: 'technical',
    level: 'standard',
    required: 'required',
    summary:
      'Protect ePHI from improper alteration or destruction. That reaches the software that handles it: images that change under a tag, writable root file systems, unsafe database settings.',
    url: `${subpart}/section-164.312#p-164.312(c)(1)`,
    related: related({
      csf: ['PR.DS-6', 'PR.DS-1'],
      sp80053: ['CP-9', 'MP-2', 'MP-5', 'SC-8', 'SI-1', 'SI-7'],
      sp80066: '5.3.3',
      editorial: { sp80053: ['CM-5', 'CM-14', 'SC-28'], sp800190: ['4.1.5', '4.2.2', '4.4.4', '4.5.5'] },
    }),
    proposed: 'require technical controls for integrity at rest and in transit, tested every 12 months (proposed 164.312(e))',
    relevance: 'direct',
  },
  '164.312(c)(2)': {
    title: 'Mechanism to authenticate ePHI',
    category: 'technical',
    level: 'specification',
    required: 'addressable',
    summary:
      'Use electronic means, such as checksums, signatures and digests, to corroborate that ePHI has not been altered or destroyed without authorisation.',
    url: `${subpart}/section-164.312#p-164.312(c)(2)`,
    related: related({
      csf: ['PR.DS-6'],
      sp80053: ['SC-8', 'SI-7'],
      sp80066: '5.3.3',
      editorial: { sp80053: ['CM-14', 'SI-7(1)', 'SR-4'], sp800190: ['4.1.5', '4.2.2'] },
    }),
    relevance: 'direct',
  },
  '164.312(d)': {
    title: 'Person or entity authentication',
    category: 'technical',
    level: 'standard',
    required: 'required',
    summary: 'Verify that whoever or whatever asks for ePHI is who it claims to be, services as well as people.',
    url: `${subpart}/section-164.312#p-164.312(d)`,
    related: related({
      csf: ['PR.AC-1', 'PR.AC-6', 'PR.AC-7'],
      sp80053: ['IA-2', 'IA-3', 'IA-4', 'IA-8', 'IA-9'],
      sp80066: '5.3.4',
      editorial: { sp80053: ['IA-5', 'SC-23'], sp800190: ['4.2.3', '4.3.2', '4.3.5'] },
    }),
    proposed: 'add multi-factor authentication for all technology assets, with listed exceptions (proposed 164.312(f))',
    relevance: 'direct',
  },
  '164.312(e)(1)': {
    title: 'Transmission security',
    category: 'technical',
    level: 'standard',
    required: 'required',
    summary:
      'Guard ePHI that crosses a network against unauthorised access. For containers: cleartext protocols and networks that are not separated.',
    url: `${subpart}/section-164.312#p-164.312(e)(1)`,
    related: related({
      csf: ['PR.DS-2', 'PR.AC-3', 'PR.AC-5', 'PR.PT-4'],
      sp80053: ['SC-8'],
      sp80066: '5.3.5',
      editorial: { sp80053: ['SC-7', 'AC-17(2)'], sp800190: ['4.2.1', '4.3.3', '4.3.5', '4.4.2'] },
    }),
    proposed: 'require tests every 12 months and network segmentation (proposed 164.312(g) and (a)(2)(vi))',
    relevance: 'direct',
  },
  '164.312(e)(2)(i)': {
    title: 'Integrity controls',
    category: 'technical',
    level: 'specification',
    required: 'addressable',
    summary:
      'Make sure ePHI is not changed on its way without anyone noticing. For containers: TLS that verifies its peer, and checksums and signatures on what is downloaded.',
    url: `${subpart}/section-164.312#p-164.312(e)(2)(i)`,
    related: related({
      csf: ['PR.DS-6', 'PR.DS-2'],
      sp80053: ['SC-8', 'SI-7'],
      sp80066: '5.3.5',
      editorial: { sp80053: ['SC-8(1)', 'SC-23'], sp800190: ['4.1.5', '4.2.1', '4.3.5'] },
    }),
    relevance: 'direct',
  },
  '164.312(e)(2)(ii)': {
    title: 'Encryption',
    category: 'technical',
    level: 'specification',
    required: 'addressable',
    summary: 'Encrypt ePHI in transit whenever appropriate. A hop inside a cluster crosses a network too.',
    url: `${subpart}/section-164.312#p-164.312(e)(2)(ii)`,
    related: related({
      csf: ['PR.DS-2', 'PR.AC-3', 'PR.AC-5'],
      sp80053: ['SC-12', 'SC-13', 'SC-8'],
      sp80066: '5.3.5',
      editorial: { sp80053: ['SC-8(1)', 'SC-23'], sp800190: ['4.2.1', '4.3.5'] },
    }),
    proposed: 'make encryption a required specification, with listed exceptions (proposed 164.312(b)(2) and (3))',
    relevance: 'direct',
  },
  '164.314(a)(1)': {
    title: 'Business associate contracts (organizational)',
    category: 'organizational',
    level: 'standard',
    required: 'required',
    summary: 'Contracts with business associates have to hold certain terms.',
    url: `${subpart}/section-164.314#p-164.314(a)(1)`,
    related: related({ sp80053: ['PS-6', 'PS-7', 'SA-4', 'SA-9'], sp80066: '5.4.1' }),
    relevance: 'none',
  },
  '164.314(a)(2)(i)': {
    title: 'Business associate contracts',
    category: 'organizational',
    level: 'specification',
    required: 'required',
    summary: 'What a contract with a business associate provides: safeguards, subcontractors, reporting of incidents.',
    url: `${subpart}/section-164.314#p-164.314(a)(2)(i)`,
    related: related({ sp80053: ['PS-6', 'PS-7', 'SA-4', 'SA-9'], sp80066: '5.4.1' }),
    relevance: 'none',
  },
  '164.314(a)(2)(ii)': {
    title: 'Other arrangements',
    category: 'organizational',
    level: 'specification',
    required: 'required',
    summary: 'Other arrangements that can stand in for such a contract.',
    url: `${subpart}/section-164.314#p-164.314(a)(2)(ii)`,
    related: related({ sp80053: ['PS-6', 'PS-7', 'SA-4', 'SA-9'], sp80066: '5.4.1' }),
    relevance: 'none',
  },
  '164.314(a)(2)(iii)': {
    title: 'Business associate contracts with subcontractors',
    category: 'organizational',
    level: 'specification',
    required: 'required',
    summary: 'The same terms apply between a business associate and its subcontractors.',
    url: `${subpart}/section-164.314#p-164.314(a)(2)(iii)`,
    related: related({ sp80053: ['PS-6', 'PS-7', 'SA-4', 'SA-9'], sp80066: '5.4.1' }),
    relevance: 'none',
  },
  '164.314(b)(1)': {
    title: 'Requirements for group health plans',
    category: 'organizational',
    level: 'standard',
    required: 'required',
    summary: 'Plan documents of a group health plan have the sponsor safeguard ePHI.',
    url: `${subpart}/section-164.314#p-164.314(b)(1)`,
    related: related({ sp80053: ['PL-2'], sp80066: '5.4.2' }),
    relevance: 'none',
  },
  '164.314(b)(2)': {
    title: 'Group health plan implementation specifications',
    category: 'organizational',
    level: 'specification',
    required: 'required',
    summary: 'What those plan documents provide.',
    url: `${subpart}/section-164.314#p-164.314(b)(2)`,
    related: related({ sp80053: ['PL-2'], sp80066: '5.4.2' }),
    relevance: 'none',
  },
  '164.316(a)': {
    title: 'Policies and procedures',
    category: 'documentation',
    level: 'standard',
    required: 'required',
    summary:
      'Have reasonable and appropriate written policies and procedures. Policy kept as code can be evidence that one is enforced.',
    url: `${subpart}/section-164.316#p-164.316(a)`,
    related: related({
      csf: ['ID.GV-1'],
      sp80053: ['PL-1', 'PL-2', 'RA-1', 'RA-3'],
      sp80066: '5.5.1',
      editorial: { sp80053: ['CM-1'] },
    }),
    relevance: 'context',
  },
  '164.316(b)(1)': {
    title: 'Documentation',
    category: 'documentation',
    level: 'standard',
    required: 'required',
    summary:
      'Keep policies, and required actions and assessments, in writing. This is where the reasons for not implementing an addressable specification belong.',
    url: `${subpart}/section-164.316#p-164.316(b)(1)`,
    related: related({ csf: ['ID.GV-1'], sp80053: ['CA-2', 'PL-2'], sp80066: '5.5.2' }),
    relevance: 'supporting',
  },
  '164.316(b)(2)(i)': {
    title: 'Time limit',
    category: 'documentation',
    level: 'specification',
    required: 'required',
    summary: 'Keep that documentation for six years. The rule sets no retention period for raw audit logs.',
    url: `${subpart}/section-164.316#p-164.316(b)(2)(i)`,
    related: related({ sp80053: ['CA-2', 'PL-2'], sp80066: '5.5.2', editorial: { sp80053: ['SI-12'] } }),
    relevance: 'context',
  },
  '164.316(b)(2)(ii)': {
    title: 'Availability',
    category: 'documentation',
    level: 'specification',
    required: 'required',
    summary: 'Make documentation available to those who need it.',
    url: `${subpart}/section-164.316#p-164.316(b)(2)(ii)`,
    related: related({ sp80053: ['CA-2', 'PL-2'], sp80066: '5.5.2' }),
    relevance: 'none',
  },
  '164.316(b)(2)(iii)': {
    title: 'Updates',
    category: 'documentation',
    level: 'specification',
    required: 'required',
    summary: 'Review documentation periodically and update it as things change.',
    url: `${subpart}/section-164.316#p-164.316(b)(2)(iii)`,
    related: related({ sp80053: ['CA-2', 'PL-2'], sp80066: '5.5.2' }),
    relevance: 'context',
  },
  '164.306(a)': {
    title: 'General requirements',
    category: 'general',
    level: 'rule',
    required: 'rule',
    summary:
      'Ensure the confidentiality, integrity and availability of all ePHI you create, receive, maintain or transmit, and protect it against reasonably anticipated threats.',
    url: `${subpart}/section-164.306#p-164.306(a)`,
    related: related({}),
    relevance: 'context',
  },
  '164.306(b)': {
    title: 'Flexibility of approach',
    category: 'general',
    level: 'rule',
    required: 'rule',
    summary:
      'You may use any measures that reasonably and appropriately implement the rule, weighing size, capabilities, cost and risk. That is why a tool cannot decide whether the rule is met.',
    url: `${subpart}/section-164.306#p-164.306(b)`,
    related: related({}),
    relevance: 'context',
  },
  '164.306(c)': {
    title: 'Standards',
    category: 'general',
    level: 'rule',
    required: 'rule',
    summary: 'The standards apply to all ePHI.',
    url: `${subpart}/section-164.306#p-164.306(c)`,
    related: related({}),
    relevance: 'context',
  },
  '164.306(d)(3)': {
    title: 'Addressable implementation specifications',
    category: 'general',
    level: 'rule',
    required: 'rule',
    summary:
      'An addressable specification is assessed: implement it if that is reasonable and appropriate; otherwise document why not and, where reasonable, implement an equivalent measure. Addressable does not mean it can be skipped.',
    url: `${subpart}/section-164.306#p-164.306(d)(3)`,
    related: related({}),
    proposed: 'remove the distinction between required and addressable specifications',
    relevance: 'context',
  },
  '164.306(e)': {
    title: 'Maintenance',
    category: 'general',
    level: 'rule',
    required: 'rule',
    summary: 'Review and modify security measures as needed, and update their documentation.',
    url: `${subpart}/section-164.306#p-164.306(e)`,
    related: related({ editorial: { csf: ['PR.IP-7'], sp800190: ['4.1.1'] } }),
    proposed: 'replace this by maintenance of each standard every 12 months',
    relevance: 'context',
  },
} as const satisfies Readonly<Record<string, Safeguard>>;

/** A paragraph of 45 CFR Part 164, Subpart C, such as `164.312(a)(1)`. */
export type Citation = keyof typeof rows;

/** All 65 standards and implementation specifications of the Security Rule, and five of its general rules. */
export const safeguards: Readonly<Record<Citation, Safeguard>> = rows;

/** Which text the table follows, and how matters stood with the proposal to change it. */
export const regulation = {
  name: 'HIPAA Security Rule',
  part: '45 CFR Part 164, Subpart C',
  url: subpart,
  /** The day the table was last held against its sources. */
  asOf: '2026-11-21',
  proposal: {
    status: 'proposed',
    title: 'HIPAA Security Rule To Strengthen the Cybersecurity of Electronic Protected Health Information',
    citation: '90 FR 898',
    rin: '0945-AA22',
    published: '2025-01-06',
    commentsClosed: '2025-03-07',
    /** The Unified Agenda's entry as read in October 2026; its dates bind nobody. */
    outlook:
      'On the agenda as a long-term action, final action projected for July 2027. Neither a final rule nor a withdrawal was found.',
    /** How to begin a sentence about it; a safeguard's `proposed` completes it. */
    lead: 'A 2025 HHS proposal (90 FR 898), not final as of November 2026, would',
  },
  sources: [
    'HHS OCR, HIPAA Administrative Simplification Regulation Text (unofficial), March 2013',
    '45 CFR 164.312, 2019 CFR edition',
    'HHS, HIPAA Security Rule To Strengthen the Cybersecurity of ePHI, NPRM, 90 FR 898 (Jan. 6, 2025), RIN 0945-AA22',
    'NIST SP 800-66r2, key activities and their relations to CSF 1.1, CSF 2.0 and SP 800-53r5',
    'NIST SP 800-190, section 4',
  ],
} as const;

/** What the tool does not claim; for reports and documentation. */
export const disclaimer =
  'This tool checks configuration files for settings that may be relevant to safeguards in the HIPAA Security Rule ' +
  '(45 CFR Part 164, Subpart C). It does not determine compliance, does not see running systems, policies, contracts or people, ' +
  'and is not legal advice. A clean result does not mean an organisation meets the rule; a finding does not mean it breaks it. ' +
  "Mappings marked editorial are the authors' judgement. Not affiliated with or endorsed by HHS or NIST.";

/** `45 CFR 164.312(a)(1) Access control`. */
export function describeSafeguard(citation: Citation): string {
  return `45 CFR ${citation} ${safeguards[citation].title}`;
}

/** What the rule asks of an organisation here, without the word it does not use of addressable specifications: optional. */
export function describeRequirement(citation: Citation): string {
  const { level, required } = safeguards[citation];
  if (required === 'rule') return 'General rule';
  if (required === 'addressable') return 'Addressable: implement, or document why not and your alternative (164.306(d)(3))';
  return level === 'standard' ? 'Required standard' : 'Required specification';
}

/** The related guidance in one line, official mappings first; empty when there is none. */
export function describeRelated(citation: Citation): string {
  const { csf, csf2, sp80053, sp80066, sp800190, editorial } = safeguards[citation].related;
  const official = [
    csf.length > 0 && `NIST CSF 1.1 ${csf.join(', ')}${csf2.length > 0 ? ` (2.0: ${csf2.join(', ')})` : ''}`,
    sp80053.length > 0 && `SP 800-53 ${sp80053.join(', ')}`,
    sp80066 && `SP 800-66r2 ${sp80066}`,
  ].filter(Boolean);
  const ours = [
    sp800190.length > 0 && `SP 800-190 ${sp800190.map(({ section, title }) => `${section} ${title}`).join(', ')}`,
    editorial.csf.length > 0 && `NIST CSF 1.1 ${editorial.csf.join(', ')}`,
    editorial.sp80053.length > 0 && `SP 800-53 ${editorial.sp80053.join(', ')}`,
  ].filter(Boolean);
  return [
    official.length > 0 && `Related guidance: ${official.join('; ')}.`,
    ours.length > 0 && `Related guidance (editorial): ${ours.join('; ')}.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** A sentence on what the proposal of 2025 would change here, if anything a configuration file bears on. */
export function describeProposal(citation: Citation): string | undefined {
  const { proposed } = safeguards[citation];
  return proposed && `Proposed. ${regulation.proposal.lead} ${proposed}.`;
}

interface RelatedSource {
  readonly csf?: readonly string[];
  readonly sp80053?: readonly string[];
  readonly sp80066?: string;
  readonly editorial?: {
    readonly csf?: readonly string[];
    readonly sp80053?: readonly string[];
    readonly sp800190?: readonly (keyof typeof countermeasures)[];
  };
}

/** Fills in what follows from the rest: the CSF 2.0 counterparts and the titles of sections. */
function related({ csf = [], sp80053 = [], sp80066, editorial = {} }: RelatedSource): RelatedGuidance {
  return {
    csf,
    csf2: [...new Set(csf.flatMap((id) => csf2Of[id] ?? []))],
    sp80053,
    ...(sp80066 === undefined ? {} : { sp80066 }),
    sp800190: (editorial.sp800190 ?? []).map((section) => ({ section, title: countermeasures[section] })),
    editorial: { csf: editorial.csf ?? [], sp80053: editorial.sp80053 ?? [] },
  };
}
