// node xtask/page/rebase.mjs DIRECTORY BASE: moves a finished page to a sub-path.

import { rebase } from "./publish.mjs";

const [directory, base] = process.argv.slice(2);
rebase(directory, base);
