import type { QueryFunction } from '../postgres-address'

const userSchema = `n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`

/** The things of a schema that a reset cannot restore, a line each. Roles are those of the whole server: tests of other workers may make some at any time. */
const parts = [
  `select 'table ' || c.oid::regclass || ' ' || c.relkind::text || c.relpersistence::text || c.relrowsecurity || coalesce(c.relacl::text, '') || c.relowner
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${userSchema}`,
  `select 'column ' || c.oid::regclass || '.' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull || a.attidentity::text || a.attgenerated::text
      || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and ${userSchema}`,
  `select 'constraint ' || quote_ident(k.conname) || ' of ' || k.conrelid::regclass || ' ' || pg_get_constraintdef(k.oid)
    from pg_constraint k join pg_namespace n on n.oid = k.connamespace where k.conrelid <> 0 and ${userSchema}`,
  `select 'index ' || i.indexrelid::regclass || ' ' || pg_get_indexdef(i.indexrelid)
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace where ${userSchema}`,
  `select 'trigger ' || quote_ident(t.tgname) || ' of ' || t.tgrelid::regclass || ' ' || t.tgenabled::text || pg_get_triggerdef(t.oid)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and ${userSchema}`,
  `select 'view ' || c.oid::regclass || ' ' || md5(pg_get_viewdef(c.oid)) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('v', 'm') and ${userSchema}`,
  `select 'function ' || p.oid::regprocedure || ' ' || md5(p.prosrc || coalesce(p.probin, '') || p.prosecdef || p.provolatile::text || coalesce(p.proconfig::text, '') || coalesce(p.proacl::text, ''))
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where ${userSchema}`,
  `select 'type ' || t.oid::regtype || ' ' || t.typtype::text || coalesce((select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid), '')
    from pg_type t join pg_namespace n on n.oid = t.typnamespace where t.typtype in ('e', 'd', 'r') and ${userSchema}`,
  `select 'sequence ' || c.oid::regclass || ' ' || s.seqtypid::regtype || s.seqstart || s.seqincrement || s.seqmax || s.seqmin || s.seqcache || s.seqcycle
    from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace where c.relpersistence <> 't' and ${userSchema}`,
  `select 'policy ' || quote_ident(p.polname) || ' of ' || p.polrelid::regclass || ' ' || coalesce(pg_get_expr(p.polqual, p.polrelid), '') from pg_policy p`,
  `select 'rule ' || quote_ident(r.rulename) || ' of ' || r.ev_class::regclass || ' ' || md5(pg_get_ruledef(r.oid)) from pg_rewrite r join pg_class c on c.oid = r.ev_class
    join pg_namespace n on n.oid = c.relnamespace where r.rulename <> '_RETURN' and ${userSchema}`,
  `select 'schema ' || quote_ident(n.nspname) || ' ' || coalesce(n.nspacl::text, '') from pg_namespace n where ${userSchema}`,
  `select 'extension ' || extname || ' ' || extversion from pg_extension`,
  `select 'comment ' || md5(string_agg(d.objoid || ',' || d.classoid || ',' || d.objsubid || d.description, ';' order by d.objoid, d.classoid, d.objsubid)) from pg_description d where d.objoid >= 16384`,
  `select 'setting of ' || coalesce('role ' || quote_ident(r.rolname), 'the database') || ' ' || s.setconfig::text
    from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase left join pg_roles r on r.oid = s.setrole where d.datname = current_database()`,
]

/** Reads the schema of a database as lines of text. */
export async function readSchema(query: QueryFunction): Promise<ReadonlySet<string>> {
  const rows = await query<{ line: string | null }>(
    parts.map((part) => `select line from (${part}) as part (line)`).join(' union all '),
  )
  return new Set(rows.flatMap(({ line }) => (line === null ? [] : [line])))
}

/** Returns what was added to a schema, removed and changed, in words: `column orders.note added`. */
export function schemaChanges(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  const added = [...after].filter((line) => !before.has(line)).map(subjectOf)
  const removed = [...before].filter((line) => !after.has(line)).map(subjectOf)
  const words = (subject: string): string => {
    if (!removed.includes(subject)) return `${subject} added`
    return added.includes(subject) ? `${subject} changed` : `${subject} removed`
  }
  return [...new Set([...added, ...removed])].map(words)
}

/** The kind and the name, without what else the line has. */
function subjectOf(line: string): string {
  const [, subject = line] =
    /^((?:constraint|trigger|policy|rule) \S+ of \S+|setting of (?:role \S+|the database)|function [^(]+\([^)]*\)|\S+ (?:"(?:[^"]|"")*"|\S)+)/.exec(
      line,
    ) ?? []
  return subject.startsWith('comment ') ? 'a comment' : subject
}
