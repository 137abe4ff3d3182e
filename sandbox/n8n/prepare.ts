/** Installs n8n and the Node that it needs, as `npm run n8n:install` does; nothing where they are there. */
import { defaultVersion, installN8n } from './install';

void installN8n(defaultVersion, console.log);
