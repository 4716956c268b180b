import './untouched.ts';
import './start.ts';
import './findings.ts';
import './fixes.ts';
import './policy.ts';
import './wholeWorkspace.ts';
import './lifecycle.ts';
