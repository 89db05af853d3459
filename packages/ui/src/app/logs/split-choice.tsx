// By which field the chart is split.
import { changeLogs, defaultChartBy } from '../address/logs-address.ts';
import { Icon } from '../parts/icon.tsx';
import { MenuButton } from '../parts/menu.tsx';
import { FieldChoice } from './field-choice.tsx';
import type { Asked } from './use-span.ts';

const usualFields = [defaultChartBy, 'service', 'host'];

/** `by level`, and the fields to choose from. */
export function SplitChoice({ by, asked }: { by: string; asked: Asked }) {
  const fields = usualFields.includes(by) || by === '' ? usualFields : [...usualFields, by];
  return (
    <MenuButton
      label={by === '' ? 'Lines in total' : `Lines by ${by}`}
      className="split"
      text={
        <>
          <span className="split-name">{by === '' ? 'in total' : `by ${by}`}</span>
          <Icon name="chevron" size={12} />
        </>
      }
      align="start"
      role="dialog"
    >
      {(close) => (
        <FieldChoice
          asked={asked}
          known={fields}
          usual={[
            ...fields.map((name) => ({ name, label: name })),
            { name: '', label: 'in total, not split' },
          ]}
          chosen={by}
          onChoose={(chartBy) => {
            close();
            changeLogs({ chartBy });
          }}
        />
      )}
    </MenuButton>
  );
}
