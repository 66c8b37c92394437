/** Fields that name a person, reach a person, or open a door. Compared without case. */
const SECRET = new Set(
  [
    'name',
    'attendee',
    'attendees',
    'contact',
    'email',
    'whatsapp',
    'phone',
    'address',
    'note',
    'answers',
    'fields',
    'ip',
    'token',
    'ownerToken',
    'authorization',
    'cookie',
    'set-cookie',
    'x-csrf-token',
    'password',
    'secret',
    'apiKey',
    'accountNo',
    'accountName',
  ].map((field) => field.toLowerCase()),
);

const REDACTED = '[redacted]';
const DEPTH_MAX = 6;

/** The same fields with each secret one replaced, at any depth. A last net: nobody should log these at all. */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return redactFields(fields, 0);
}

function redactFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  const safe: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(fields)) {
    safe[field] = SECRET.has(field.toLowerCase()) ? REDACTED : redactValue(value, depth + 1);
  }
  return safe;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > DEPTH_MAX) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => redactValue(item, depth + 1));
  // Errors have their own serialiser; dates and the like know how to show themselves.
  if (Error.isError(value) || 'toJSON' in value) return value;
  return redactFields(value as Record<string, unknown>, depth);
}
