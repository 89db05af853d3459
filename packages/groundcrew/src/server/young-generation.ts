// V8's young generation, which grows with the garbage of a start and does not shrink again: 17 MB of a server at rest.
import { setFlagsFromString } from 'node:v8';

/** For the start: it stays as small as it is. */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** It grows with what is in use, as V8 has it by default. */
export function letYoungGenerationGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
