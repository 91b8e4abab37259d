/**
 * Markdown as people write it, none of it in the form that we print.
 */
export const handFormatted: Readonly<Record<string, string>> = {
  mixed: `Setext Heading
==============

A paragraph that is
hard wrapped over
three lines.
* star item
* second

  with a paragraph

  * nested star
     continuing
+ plus list
    1) deep
    2) numbers

> quote lazily
continued here
> > nested quote
> - item in quote
>   more

| a|b |
|:-|--|
|1|2|
| 3 | 4 |

<details>
<summary>Sum *mary*</summary>
text directly below

- [ ] task
- [x] done
</details>

\`\`\`js
let a
\`\`\`
text after code
***
1. one
1. two
   > quoted in item

   \`\`\`
   code in item
   \`\`\`
7. seven

> [!WARNING]
> careful
>
> - a
> - b

[ref]: https://example.com "T"
Text with [ref] in it.

    indented code

End without newline`,
  loose: `# Title #

Intro with __strong__ and _em_.


*   wide item

*   another

    its paragraph
*   last

- - -

<columns>
<column width="0.3">
left
</column>
<column>

right

</column>
</columns>

1) a
2) b
10) c

~~~python
x = 1
~~~

> a
>
> b
>
> c

Last paragraph<!--{color="red"}-->
`,
  tabs: "-\titem\n-\tother\n\n\tchild\n\n1.\tnumber\n2.\tnext\n\nEnd\n",
};
