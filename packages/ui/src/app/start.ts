// The first script: asks for the first rows, and only then reads the rest of the screen.
import { startEarly } from './logs/head-start.ts';

startEarly();
void import('./main.tsx');
